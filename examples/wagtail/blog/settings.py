"""Wagtail on PostgreSQL and Redis, with logins by an OpenID provider; the rest is the defaults."""

import os
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent
_database = urlsplit(os.environ["BLOG_DATABASE"])
_provider = os.environ["BLOG_PROVIDER"]

SECRET_KEY = os.environ["BLOG_SECRET"]
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "blog.urls"
WAGTAIL_SITE_NAME = "Blog"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # asks nobody
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
USE_TZ = True

INSTALLED_APPS = [
    "blog",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mozilla_django_oidc",
    "health_check",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.path.lstrip("/"),
        "USER": _database.username,
        "PASSWORD": _database.password,
        "HOST": _database.hostname,
        "PORT": _database.port,
    }
}
CACHES = {
    "default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": os.environ["BLOG_REDIS"]}
}
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
STATIC_URL = "/static/"
STATIC_ROOT = os.environ["BLOG_STATIC"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTHENTICATION_BACKENDS = ["mozilla_django_oidc.auth.OIDCAuthenticationBackend"]
OIDC_RP_CLIENT_ID = os.environ["BLOG_CLIENT"]
OIDC_RP_CLIENT_SECRET = os.environ.get("BLOG_CLIENT_SECRET", "")
OIDC_RP_SCOPES = "openid"
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_OP_AUTHORIZATION_ENDPOINT = f"{_provider}/auth"
OIDC_OP_TOKEN_ENDPOINT = f"{_provider}/token"
OIDC_OP_USER_ENDPOINT = f"{_provider}/me"
OIDC_OP_JWKS_ENDPOINT = f"{_provider}/jwks"
