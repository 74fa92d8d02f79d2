vcl 4.1;

backend origin {
  .host = "127.0.0.1";
  .port = "@ORIGIN@";
}

sub vcl_recv {
  if (req.method == "PURGE") {
    return (purge);
  }
}

sub vcl_backend_response {
  # whatever the origin says of them, pages are kept for a day
  if (@KEEPS_PAGES@ && beresp.http.Content-Type ~ "^text/html") {
    set beresp.uncacheable = false;
    set beresp.ttl = 1d;
    return (deliver);
  }
}
