"""Walk, reading and capture of disclosure portals, and the command line on top."""
