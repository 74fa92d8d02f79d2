"""The backend: health, sign-in and plans, configured by its environment alone."""
