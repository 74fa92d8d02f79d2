"""A Wagtail site of one page."""
