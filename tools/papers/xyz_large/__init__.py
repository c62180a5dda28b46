"""Beyond the XYZ paper: what larger N says of its claims."""
