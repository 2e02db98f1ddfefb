"""How fast the parts are: each module has ``run()``, which yields measurements."""
