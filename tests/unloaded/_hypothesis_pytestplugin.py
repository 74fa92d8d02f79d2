"""Stands in for the plugin of the same name in the commands that tests run.

That one loads all of its library at the end of each run, a fifth of the time of a look, and no
check there uses it.
"""
