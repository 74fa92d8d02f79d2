"""Each thing that the deployment is made of: started on a free loopback port, stopped by its pid.

A part keeps its port, its passwords and (but for the storage, which lives in memory) its data when
it is stopped and started again, so that its outage can be shown and healed.
"""
