"""The atlas of cities: built artefacts, their release in steps, maps, profiles and downloads."""
