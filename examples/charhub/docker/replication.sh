# Lets the replica in: the image's own rule says `all`, which does not mean replication.
echo "host replication all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
