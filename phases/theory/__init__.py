"""A theory of change: aim, drivers and change ideas as a graph; its layout, picture, outline, differences and edits.

Pure: nothing here knows of the database or of pages. `graph` has the shapes everything else takes and returns.
"""
