"""How the catalogues in chalicelib/words/locales are made. Babel stays here, off Lambda."""
