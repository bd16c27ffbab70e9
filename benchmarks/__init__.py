"""How fast Huiyin is, beside a bare Django view on the same machine in the same minute."""
