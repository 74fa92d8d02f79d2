"""A small CharHub-shaped deployment, served in-process, with named releases: good and broken."""
