"""A forecast of the Lambda part of SAA-C03: how many of a form's questions would be right.

`records` says what goes in and comes out, `difficulty` how hard a question is, `ability` what
the answers tell, `forecast` what a form would show, `words` says it. Nothing is drawn at random:
the same answers give the same forecast.
"""
