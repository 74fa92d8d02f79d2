"""A bad contract is refused in one line: which file, which key, what is wrong, what to write."""

from pathlib import Path

import pytest

from smokegate.contract_file import load_contract
from smokegate.errors import ConfigurationError
from tests.contract.writing import (
    APP,
    AUTHORIZE,
    HEALTH,
    OAUTH,
    PAGE,
    ROUTE,
    refusal,
    written,
)

HEALTH_KEYS = (
    "path, format, status, components_at, words, statuses, nullable, service, "
    "timestamp, max_age_s, components, severity"
)
TOP_KEYS = (
    "app, public_url, release, health, ready, pages, oauth, routes, realtime, edge, latency, checks"
)
PATH = "a path that begins with / and has no spaces"
STATUS = "an HTTP status from 200 to 599"
STATUSES = f"{STATUS} or a list, each {STATUS}"
SEVERITY = "one of blocker, critical, normal, minor, trivial"
ENDPOINT = "the URL of the provider's authorization endpoint without a query"
WORD = "a word of letters, digits and . : / - _"
GOOGLE = '"https://accounts.google.com/o/oauth2/*"'

UNKNOWN = [
    pytest.param("aap = 1\n" + HEALTH, "$.aap is not a known key; did you mean app?", id="top"),
    pytest.param(
        "zzzzzz = 1\n" + HEALTH,
        f"$.zzzzzz is not a known key; known keys: {TOP_KEYS}",
        id="top-hopeless",
    ),
    pytest.param(
        'apps = "x"\n[health]\npath = "/"\n',
        "$.apps is not a known key; did you mean app?",
        id="top-instead-of-required",
    ),
    pytest.param(
        HEALTH + 'pth = "/"\n', "$.health.pth is not a known key; did you mean path?", id="health"
    ),
    pytest.param(
        HEALTH + "zzz = 1\n",
        f"$.health.zzz is not a known key; known keys: {HEALTH_KEYS}",
        id="health-hopeless",
    ),
    pytest.param(
        HEALTH + '[release]\nheadr = "x"\n',
        "$.release.headr is not a known key; did you mean header?",
        id="release",
    ),
    pytest.param(
        HEALTH + '[ready]\npath = "/r"\nrequire = false\n',
        "$.ready.require is not a known key; did you mean required?",
        id="ready",
    ),
    pytest.param(
        APP + PAGE + 'contians = ["x"]\n',
        "$.pages[0].contians is not a known key; did you mean contains?",
        id="pages",
    ),
    pytest.param(
        APP + PAGE + PAGE.replace("/", "/b") + "zzz = 1\n",
        "$.pages[1].zzz is not a known key; known keys: path, contains, mount, mount_required, "
        "deep_links, foreign, max_code_kib, severity",
        id="pages-hopeless",
    ),
    pytest.param(
        APP + OAUTH + AUTHORIZE + "scope = []\n",
        "$.oauth[0].scope is not a known key; did you mean scopes?",
        id="oauth",
    ),
    pytest.param(
        APP + ROUTE + ROUTE.replace("/r", "/s") + "statuses = 200\n",
        "$.routes[1].statuses is not a known key; did you mean status?",
        id="routes",
    ),
    pytest.param(
        HEALTH + "[edge]\nhst = true\n",
        "$.edge.hst is not a known key; did you mean hsts?",
        id="edge",
    ),
    pytest.param(
        HEALTH + "[latency]\nbudget = 500\n",
        "$.latency.budget is not a known key; did you mean budget_ms?",
        id="latency",
    ),
    pytest.param(
        HEALTH + '"a.b" = 1\n',
        f'$.health."a.b" is not a known key; known keys: {HEALTH_KEYS}',
        id="key-with-a-dot",
    ),
    pytest.param(
        HEALTH + '"a`b - at `$.x`" = 1\n',
        f'$.health."a`b - at `$.x`" is not a known key; known keys: {HEALTH_KEYS}',
        id="key-that-looks-like-a-path",
    ),
    pytest.param(
        '"x - at `$`" = 1\n' + HEALTH,
        f'$."x - at `$`" is not a known key; known keys: {TOP_KEYS}',
        id="top-key-that-looks-like-a-path",
    ),
    pytest.param(
        HEALTH + '"a\\nb" = 1\n',
        f'$.health."a\\nb" is not a known key; known keys: {HEALTH_KEYS}',
        id="key-with-a-line-end",
    ),
    pytest.param(
        HEALTH + '"" = 1\n',
        f'$.health."" is not a known key; known keys: {HEALTH_KEYS}',
        id="empty-key",
    ),
    pytest.param(
        "a" * 5000 + " = 1\n" + HEALTH,
        f'$."{"a" * 80}" is not a known key; known keys: {TOP_KEYS}',
        id="endless-key",
    ),
    pytest.param(
        ".".join("a" * 3000) + " = 1\n" + HEALTH,
        f"$.a is not a known key; known keys: {TOP_KEYS}",
        id="deep-key",
    ),
]

TYPES = [
    pytest.param(
        'app = 1\n[health]\npath = "/"\n',
        '$.app should be a text that is not empty, got 1; write "text"',
        id="text-is-number",
    ),
    pytest.param(
        'app = true\n[health]\npath = "/"\n',
        '$.app should be a text that is not empty, got true; write "text"',
        id="text-is-boolean",
    ),
    pytest.param(
        'app = 2026-01-31\n[health]\npath = "/"\n',
        '$.app should be a text that is not empty, got 2026-01-31; write "text"',
        id="text-is-date",
    ),
    pytest.param(
        'app = 2026-01-31T08:00:00Z\n[health]\npath = "/"\n',
        '$.app should be a text that is not empty, got 2026-01-31T08:00:00+00:00; write "text"',
        id="text-is-time",
    ),
    pytest.param(
        'app = 08:00:00\n[health]\npath = "/"\n',
        '$.app should be a text that is not empty, got 08:00:00; write "text"',
        id="text-is-time-of-day",
    ),
    pytest.param(
        '[app]\nx = 1\n[health]\npath = "/"\n',
        '$.app should be a text that is not empty, got a table; write "text"',
        id="text-is-table",
    ),
    pytest.param(
        'app = ["a"]\n[health]\npath = "/"\n',
        "$.app should be a text that is not empty, got ['a']; write \"text\"",
        id="text-is-list",
    ),
    pytest.param(
        APP + 'health = "/h"\n',
        f"$.health should be a table, got '/h'; write a table with {HEALTH_KEYS}",
        id="table-is-text",
    ),
    pytest.param(
        APP + '[[health]]\npath = "/h"\n',
        f"$.health should be a table, got [{{'path': '/h'}}]; write a table with {HEALTH_KEYS}",
        id="table-is-array",
    ),
    pytest.param(
        APP + '[pages]\npath = "/"\n',
        "$.pages should be an array of tables, got a table; write [[pages]]",
        id="array-is-table",
    ),
    pytest.param(
        APP + 'pages = "/"\n',
        "$.pages should be an array of tables, got '/'; write [[pages]]",
        id="array-is-text",
    ),
    pytest.param(
        APP + 'pages = [{path = "/"}, 3]\n',
        "$.pages[1] should be a table, got 3; write a table with path, contains, mount, "
        "mount_required, deep_links, foreign, max_code_kib, severity",
        id="array-of-other-things",
    ),
    pytest.param(
        HEALTH + 'max_age_s = "60s"\n',
        "$.health.max_age_s should be a number above 0, got '60s'; write 60",
        id="number-is-text",
    ),
    pytest.param(
        HEALTH + "max_age_s = true\n",
        "$.health.max_age_s should be a number above 0, got true; write 60",
        id="number-is-boolean",
    ),
    pytest.param(
        HEALTH + "[edge]\nmin_certificate_days = 1.5\n",
        "$.edge.min_certificate_days should be days from 0 to 3650, got 1.5; write 14",
        id="whole-number-is-not",
    ),
    pytest.param(
        HEALTH + '[edge]\nhsts = "yes"\n',
        "$.edge.hsts should be true or false, got 'yes'; write true",
        id="boolean-is-text",
    ),
    pytest.param(
        HEALTH + "[edge]\nhsts = 1\n",
        "$.edge.hsts should be true or false, got 1; write true",
        id="boolean-is-number",
    ),
    pytest.param(
        APP + PAGE + 'contains = "x"\n',
        "$.pages[0].contains should be a list, each a text that is not empty, got 'x'; "
        'write ["text"]',
        id="list-is-text",
    ),
    pytest.param(
        APP + PAGE + "contains = [1]\n",
        '$.pages[0].contains[0] should be a text that is not empty, got 1; write "text"',
        id="list-of-numbers",
    ),
    pytest.param(
        HEALTH + 'components = ["redis"]\n',
        "$.health.components should be a table, got ['redis']; write a table",
        id="components-are-list",
    ),
    pytest.param(
        HEALTH + '[health.components]\ndb = "minor"\nredis = 1\n',
        f'$.health.components.redis should be {SEVERITY}, got 1; write "critical"',
        id="component-is-number",
    ),
    pytest.param(
        HEALTH + '[health.components]\ndb = "minor"\nredis = ["minor"]\n',
        f"$.health.components.redis should be {SEVERITY}, got ['minor']; write \"critical\"",
        id="component-is-list",
    ),
    pytest.param(
        HEALTH + '[health.components.redis]\nseverity = "minor"\n',
        f'$.health.components.redis should be {SEVERITY}, got a table; write "critical"',
        id="component-is-table",
    ),
    pytest.param(
        HEALTH + "severity = 1\n",
        f'$.health.severity should be {SEVERITY}, got 1; write "critical"',
        id="severity-is-number",
    ),
    pytest.param(
        APP + ROUTE + 'status = "404"\n',
        f"$.routes[0].status should be {STATUSES}, got '404'; write 200",
        id="status-is-text",
    ),
    pytest.param(
        APP + ROUTE + "status = {a = 1}\n",
        f"$.routes[0].status should be {STATUSES}, got a table; write 200",
        id="status-is-table",
    ),
    pytest.param(
        APP + ROUTE + 'status = [200, "a"]\n',
        f"$.routes[0].status[1] should be {STATUS}, got 'a'; write 200",
        id="status-in-list-is-text",
    ),
]

VALUES = [
    *(
        pytest.param(
            APP + ROUTE + f"status = {status}\n",
            f"$.routes[0].status should be {STATUSES}, got {status}; write 200",
            id=f"status-{status}",
        )
        for status in (0, 99, 100, 999, -200, "[]", "true", "200.0", 10**19)
    ),
    pytest.param(
        APP + ROUTE + "status = [200, 99]\n",
        f"$.routes[0].status[1] should be {STATUS}, got 99; write 200",
        id="status-in-list",
    ),
    *(
        pytest.param(
            HEALTH + f"[latency]\nbudget_ms = {budget}\n",
            f"$.latency.budget_ms should be a number above 0, got {budget}; write 60",
            id=f"budget-{budget}",
        )
        for budget in ("0", "-5", "0.0", "nan", "inf", "-inf", "1" + "0" * 30)
    ),
    pytest.param(
        HEALTH + "max_age_s = 0\n",
        "$.health.max_age_s should be a number above 0, got 0; write 60",
        id="max-age-0",
    ),
    *(
        pytest.param(
            HEALTH + f'severity = "{word}"\n',
            f"$.health.severity should be {SEVERITY}, got '{word}'; write \"critical\"",
            id=f"severity-{word}",
        )
        for word in ("fatal", "Critical", "")
    ),
    pytest.param(
        HEALTH + '[health.components]\ndatabase = "critical"\nredis = "high"\n',
        f"$.health.components.redis should be {SEVERITY}, got 'high'; write \"critical\"",
        id="component-severity",
    ),
    pytest.param(
        HEALTH + "[edge]\nassets_immutable = true\n",
        f'$.edge.assets_immutable should be {SEVERITY}, got true; write "critical"',
        id="assets-immutable",
    ),
    *(
        pytest.param(
            f'{APP}[health]\npath = "{path}"\n',
            f'$.health.path should be {PATH}, got {got}; write "/api/v1/health"',
            id=f"path-{name}",
        )
        for name, path, got in (
            ("empty", "", "''"),
            ("relative", "health", "'health'"),
            ("url", "https://charhub.app/health", "'https://charhub.app/health'"),
            ("space", "/he alth", "'/he alth'"),
            ("fragment", "/health#x", "'/health#x'"),
            ("line-end", "/health\\n", "'/health\\n'"),
            ("line-end-inside", "/a\\nb", "'/a\\nb'"),
            ("nul", "/health\\u0000", "'/health\\x00'"),
            ("escape", "/health\\u001b[2J", "'/health\\x1b[2J'"),
        )
    ),
    *(
        pytest.param(
            APP + OAUTH + f'authorize = "{url}"\n',
            f"$.oauth[0].authorize should be {ENDPOINT}, got '{url}'; write {GOOGLE}",
            id=f"authorize-{name}",
        )
        for name, url in (
            ("query", "https://accounts.google.com/o?x=1"),
            ("fragment", "https://accounts.google.com/o#x"),
            ("userinfo", "https://u:p@accounts.google.com/o"),
            ("no-path", "https://accounts.google.com"),
            ("path-alone", "/o/oauth2"),
            ("any-host", "https://*/o/oauth2"),
            ("any-subdomain", "https://*.google.com/o/oauth2"),
            ("space", "https://accounts.google.com/o /x"),
        )
    ),
    pytest.param(
        APP + OAUTH + 'authorize = "http://accounts.google.com/o"\n',
        "$.oauth[0].authorize should be https, got 'http://accounts.google.com/o'; "
        "a provider is never asked in clear",
        id="authorize-http",
    ),
    pytest.param(
        APP + OAUTH + 'authorize = "https://accounts.google.com:x/o"\n',
        "$.oauth[0].authorize should be a URL, got 'https://accounts.google.com:x/o' "
        "(Port could not be cast to integer value as 'x'); mend it",
        id="authorize-port",
    ),
    pytest.param(
        APP + OAUTH + 'authorize = "https://[::1/o"\n',
        "$.oauth[0].authorize should be a URL, got 'https://[::1/o' (Invalid IPv6 URL); mend it",
        id="authorize-bracket",
    ),
    pytest.param(
        APP + OAUTH + 'authorize = "https://:443/o"\n',
        "$.oauth[0].authorize should be a URL with a host, got 'https://:443/o'; mend it",
        id="authorize-no-host",
    ),
    pytest.param(
        APP + OAUTH + AUTHORIZE + 'client_id = "("\n',
        "$.oauth[0].client_id should be a regular expression, got '(' "
        "(missing ), unterminated subpattern at position 0); mend it",
        id="client-id",
    ),
    pytest.param(
        APP + OAUTH + AUTHORIZE + 'client_id = "[[a"\n',
        "$.oauth[0].client_id should be a regular expression, got '[[a' "
        "(unterminated character set at position 0); mend it",
        id="client-id-that-python-warns-of",
    ),
    pytest.param(
        APP + OAUTH + AUTHORIZE + 'client_id = "[z\\n-\\u0001]"\n',
        "$.oauth[0].client_id should be a regular expression, got '[z\\n-\\x01]' "
        "(bad character range \\n-\\x01 at position 2 (line 1, column 3)); mend it",
        id="client-id-of-two-lines",
    ),
    pytest.param(
        APP + OAUTH + AUTHORIZE + 'client_id = "a{99999999999999999999}"\n',
        "$.oauth[0].client_id should be a regular expression, got 'a{99999999999999999999}' "
        "(the repetition number is too large); mend it",
        id="client-id-too-often",
    ),
    pytest.param(
        APP + OAUTH.replace('"google"', '"my google"') + AUTHORIZE,
        f"$.oauth[0].provider should be {WORD}, got 'my google'; write \"database\"",
        id="provider",
    ),
    pytest.param(
        APP + PAGE + 'mount = "##"\n',
        "$.pages[0].mount should be a CSS selector, got '##'; write '#root'",
        id="mount",
    ),
    pytest.param(
        APP + PAGE + 'mount = ""\n',
        "$.pages[0].mount should be a text that is not empty, got ''; write \"text\"",
        id="mount-empty",
    ),
    pytest.param(
        APP + PAGE + 'contains = [""]\n',
        "$.pages[0].contains[0] should be a text that is not empty, got ''; write \"text\"",
        id="contains-empty",
    ),
    *(
        pytest.param(
            APP + ROUTE + f'location = "{target}"\n',
            "$.routes[0].location should be a path or a URL without a query, "
            f"got '{target}'; write \"/api/v1/oauth/google\"",
            id=f"location-{name}",
        )
        for name, target in (("query", "/login?next=*"), ("relative", "login"), ("any", "*"))
    ),
    *(
        pytest.param(
            f'public_url = "{url}"\n{HEALTH}',
            f"$.public_url should be an origin, got '{url}'; write \"https://charhub.app\"",
            id=f"public-url-{name}",
        )
        for name, url in (
            ("path", "https://charhub.app/x"),
            ("query", "https://charhub.app?x"),
            ("scheme", "ftp://charhub.app"),
            ("userinfo", "https://u@charhub.app"),
            ("bare", "charhub.app"),
        )
    ),
    *(
        pytest.param(
            f'public_url = "{url}"\n{HEALTH}',
            f"$.public_url should be an origin in its usual form, got '{url}'; "
            "write 'https://charhub.app'",
            id=f"public-url-{name}",
        )
        for name, url in (
            ("capitals", "https://CharHub.app"),
            ("usual-port", "https://charhub.app:443"),
        )
    ),
    pytest.param(
        f'public_url = "https://charhub.app:x"\n{HEALTH}',
        "$.public_url is not a URL (Port could not be cast to integer value as 'x'), "
        "got 'https://charhub.app:x'; write https://host",
        id="public-url-port",
    ),
    pytest.param(
        f'public_url = "https://[::1"\n{HEALTH}',
        "$.public_url is not a URL (Invalid IPv6 URL), got 'https://[::1'; write https://host",
        id="public-url-bracket",
    ),
    pytest.param(
        'app = ""\n[health]\npath = "/"\n',
        "$.app should be a text that is not empty, got ''; write \"text\"",
        id="app-empty",
    ),
    pytest.param(
        HEALTH + "[edge]\nmin_certificate_days = -1\n",
        "$.edge.min_certificate_days should be days from 0 to 3650, got -1; write 14",
        id="negative-days",
    ),
    *(
        pytest.param(
            HEALTH + f'[health.components]\n"{name}" = "minor"\n',
            "$.health.components: a key should be a printable text of 1 to 100 characters, "
            f"got {got}; rename it",
            id=f"component-name-{case}",
        )
        for case, name, got in (
            ("space-before", " a", "' a'"),
            ("empty", "", "''"),
            ("line-end", "a\\n", "'a\\n'"),
        )
    ),
]

MISSING = [
    pytest.param(
        '[health]\npath = "/"\n',
        '$.app is missing; write a text that is not empty, such as app = "text"',
        id="app",
    ),
    pytest.param(
        APP + "[health]\n",
        f'$.health.path is missing; write {PATH}, such as path = "/api/v1/health"',
        id="health-path",
    ),
    pytest.param(
        APP + OAUTH,
        f"$.oauth[0].authorize is missing; write {ENDPOINT}, such as authorize = {GOOGLE}",
        id="authorize",
    ),
    pytest.param(
        HEALTH + "[latency]\n",
        "$.latency.budget_ms is missing; write a number above 0, such as budget_ms = 60",
        id="budget",
    ),
]

TWICE = [
    pytest.param(
        APP + APP + HEALTH,
        "$.app is given twice, the second time in line 2; remove one of them",
        id="twice-top",
    ),
    pytest.param(
        HEALTH + 'path = "/b"\n',
        "$.health.path is given twice, the second time in line 4; remove one of them",
        id="twice-in-table",
    ),
    pytest.param(
        HEALTH + '[health]\npath = "/b"\n',
        "$.health is given twice, the second time in line 4; remove one of them",
        id="twice-table",
    ),
    pytest.param(
        APP + PAGE + '[[pages]]\npath = "/a"\npath = "/b"\n',
        "$.pages[1].path is given twice, the second time in line 6; remove one of them",
        id="twice-in-array-table",
    ),
    pytest.param(
        APP + 'health = {path = "/a", path = "/b"}\n',
        "$.health is given twice, the second time in line 2; remove one of them",
        id="twice-in-inline-table",
    ),
    pytest.param(
        APP + 'health = {path = "/a"}\n[health]\nmax_age_s = 3\n',
        "$.health is given twice, the second time in line 3; remove one of them",
        id="twice-inline-and-table",
    ),
    pytest.param(
        APP + 'pages = [{path = "/"}]\n' + PAGE,
        "$.pages[0] is given twice, the second time in line 3; remove one of them",
        id="twice-inline-and-array",
    ),
    pytest.param(
        HEALTH + '[health.components]\nredis = "minor"\nredis = "minor"\n',
        "$.health.components.redis is given twice, the second time in line 6; remove one of them",
        id="twice-component",
    ),
    pytest.param(
        APP + '"a=b" = 1\n"a=b" = 2\n',
        '$."a=b" is given twice, the second time in line 3; remove one of them',
        id="twice-quoted",
    ),
    pytest.param(
        'app = """\n[health]\n"""\napp = "x"\n',
        "$.app is given twice, the second time in line 4; remove one of them",
        id="twice-after-a-text-that-looks-like-a-table",
    ),
    pytest.param(
        "# \u2028 \x85 \x0c"[:4] + "\n" + HEALTH + 'path = "/b"\n',
        "$.health.path is given twice, the second time in line 5; remove one of them",
        id="twice-after-what-python-takes-for-line-ends",
    ),
    pytest.param(
        HEALTH + '["health"]\npath = "/b"\n',
        '$."health" is given twice, the second time in line 4; remove one of them',
        id="twice-quoted-table",
    ),
    pytest.param(
        APP + PAGE + PAGE,
        "$.pages[1].path is given twice, got '/'; remove one of them",
        id="twice-page",
    ),
    pytest.param(
        APP + (OAUTH + AUTHORIZE) * 2,
        "$.oauth[1].provider is given twice, got 'google'; remove one of them",
        id="twice-provider",
    ),
    pytest.param(
        APP + ROUTE + ROUTE,
        "$.routes[1].path is given twice, got '/r'; remove one of them",
        id="twice-route",
    ),
]

CONTRADICTIONS = [
    pytest.param(
        HEALTH + "[release]\n",
        "$.release should name one of json, header, meta, got none; keep exactly one",
        id="release-nowhere",
    ),
    pytest.param(
        HEALTH + '[release]\njson = "release"\nheader = "x-release"\n',
        "$.release should name one of json, header, meta, got json, header; keep exactly one",
        id="release-in-two-places",
    ),
    pytest.param(
        APP + '[release]\njson = "release"\n' + PAGE,
        "$.release.json is a key of the health body, got no [health]; add it or use header",
        id="release-in-no-health",
    ),
    pytest.param(
        HEALTH + '[release]\nmeta = "release"\n',
        "$.release.meta is read from the first page, got no [[pages]]; add one or use header",
        id="release-on-no-page",
    ),
    pytest.param(
        HEALTH + '[release]\njson = "release"\npage_meta = "release"\n',
        "$.release.page_meta compares the first page with json or header, "
        "got no [[pages]]; add one",
        id="release-of-no-page",
    ),
    pytest.param(
        APP + '[release]\nmeta = "release"\npage_meta = "build"\n' + PAGE,
        "$.release.page_meta compares the first page with json or header, "
        "got meta too, the same tag; keep one",
        id="release-of-the-page-twice",
    ),
    pytest.param(
        APP + '[release]\nheader = "x-release"\n' + ROUTE,
        "$.release.header needs an answer to stand in; add [health] or [[pages]]",
        id="release-in-no-answer",
    ),
    *(
        pytest.param(
            text,
            "promises nothing; write at least [health] with path, or [[pages]] with path",
            id=f"promises-nothing-{name}",
        )
        for name, text in (
            ("app", APP),
            ("empty-list", APP + "pages = []\n"),
            ("latency-of-nothing", APP + "[latency]\nbudget_ms = 500\n"),
            ("public-url", APP + 'public_url = "https://charhub.app"\n'),
        )
    ),
]

FILES = [
    *(
        pytest.param(text, "is empty; write at least app", id=name)
        for name, text in (
            ("empty", ""),
            ("blank", " \n\n"),
            ("only-comments", "# app\n# [health]\n"),
            ("only-a-mark", "\ufeff"),
        )
    ),
    pytest.param(
        "app: CharHub\n",
        "line 1 is not TOML (expected '=' after a key in a key/value pair); mend that line",
        id="yaml",
    ),
    pytest.param('{"app": 1}', "line 1 is not TOML (invalid statement); mend that line", id="json"),
    pytest.param(
        APP + "[health\n",
        "line 2 is not TOML (expected ']' at the end of a table declaration); mend that line",
        id="open-header",
    ),
    pytest.param(
        APP + '[health]\npath = "/\n',
        "line 3 is not TOML (illegal character '\\n'); mend that line",
        id="open-text",
    ),
    pytest.param(
        'app = "CharHub',
        "line 1 is not TOML (unterminated string); mend that line",
        id="cut-short",
    ),
    pytest.param(
        "[[[[",
        "line 1 is not TOML (invalid initial character for a key part); mend that line",
        id="brackets",
    ),
    pytest.param("x = " + "[" * 100_000, "is nested too deeply; flatten it", id="deep-list"),
    pytest.param("x = " + "{a=" * 20_000, "is nested too deeply; flatten it", id="deep-table"),
    pytest.param(
        b'app = "A\xe7\xe3o"\n', "byte 8 is not UTF-8, got 0xe7; save it as UTF-8", id="latin-1"
    ),
    pytest.param(
        HEALTH.encode("utf-16"), "byte 0 is not UTF-8, got 0xff; save it as UTF-8", id="utf-16"
    ),
    pytest.param(
        HEALTH.encode("utf-16-le"),
        "line 1 is not TOML (expected '=' after a key in a key/value pair); mend that line",
        id="utf-16-without-mark",
    ),
    pytest.param(
        b"#" * 1_000_001, "is larger than 1000000 bytes; give a TOML file", id="over-a-megabyte"
    ),
]


@pytest.mark.parametrize(
    "text, fault", UNKNOWN + TYPES + VALUES + MISSING + TWICE + CONTRADICTIONS + FILES
)
def test_is_refused_in_one_line(text: str | bytes, fault: str, tmp_path: Path) -> None:
    """The file, the culprit's path inside it, what is wrong, and what to do."""
    told = refusal(written(tmp_path, text))
    assert told == f"charhub.toml: {fault}"
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("folder", ["", "line\nend"])
def test_refusal_begins_with_the_path(folder: str, tmp_path: Path) -> None:
    """Nobody has to guess which of several files is meant; a path cannot break the line."""
    (tmp_path / folder).mkdir(exist_ok=True)
    file = written(tmp_path / folder, "aap = 1\n")
    with pytest.raises(ConfigurationError) as caught:
        load_contract(file)
    escaped = str(file).replace("\n", "\\n")
    assert str(caught.value) == f"{escaped}: $.aap is not a known key; did you mean app?"


def test_deep_regular_expression_is_refused(tmp_path: Path) -> None:
    """A pattern that Python cannot compile is the contract's fault, not ours."""
    deep = "(" * 5000 + ")" * 5000
    told = refusal(written(tmp_path, APP + OAUTH + AUTHORIZE + f'client_id = "{deep}"\n'))
    begun = "charhub.toml: $.oauth[0].client_id should be a regular expression, got '" + "(" * 79
    assert told.startswith(f"{begun} (maximum recursion depth exceeded")
    assert told.endswith("; mend it")


def test_missing_file(tmp_path: Path) -> None:
    """A path that leads nowhere is named."""
    told = refusal(tmp_path / "nope.toml")
    assert told == "nope.toml: there is no such file; give the path of one"


def test_directory(tmp_path: Path) -> None:
    """A folder is not read."""
    (tmp_path / "smoke").mkdir()
    assert refusal(tmp_path / "smoke") == "smoke: is a directory; give the path of a file"


def test_file_used_as_a_folder(tmp_path: Path) -> None:
    """The system's own words are kept where there is no better one."""
    told = refusal(written(tmp_path, HEALTH) / "more.toml")
    assert told == "more.toml: cannot be read (Not a directory); check the path"


def test_nul_in_the_path(tmp_path: Path) -> None:
    """A path that no system has is refused like any other, and shown so that it can be seen."""
    told = refusal(tmp_path / "a\0b.toml")
    assert told == "a\\x00b.toml: cannot be read (embedded null byte); check the path"


def test_endless_name(tmp_path: Path) -> None:
    """A name that is too long for the system is refused like any other."""
    told = refusal(tmp_path / ("a" * 300))
    assert told == f"{'a' * 300}: cannot be read (File name too long); check the path"


def test_file_that_the_system_does_not_give(tmp_path: Path) -> None:
    """What cannot be opened is named with the system's reason."""
    file = tmp_path / "charhub.toml"
    file.symlink_to(file)
    told = refusal(file)
    assert told == (
        "charhub.toml: cannot be read (Too many levels of symbolic links); check the path"
    )


def test_endless_device_is_not_read_to_its_end() -> None:
    """A file that never ends is refused after its first megabyte."""
    told = refusal(Path("/dev/zero"))
    assert told == "zero: is larger than 1000000 bytes; give a TOML file"
