# The cache of the edge: what the origin marks as public, pictures of the storage included.
vcl 4.1;

backend origin {
    .host = "@ORIGIN_HOST@";
    .port = "@ORIGIN_PORT@";
}

acl deployers {
    "localhost";
    "127.0.0.1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ deployers) {
            return (synth(405));
        }
        ban("obj.status != 0");  # a deploy replaces everything
        return (synth(200));
    }
    if (req.url ~ "^/(api|auth)/") {
        return (pass);
    }
    unset req.http.Cookie;  # nothing else depends on who asks
}

sub vcl_backend_response {
    if (beresp.status >= 400) {
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
    }
}

sub vcl_deliver {
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
