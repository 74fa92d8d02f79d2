"""The checks that come with it, one kind of dependency a module."""
