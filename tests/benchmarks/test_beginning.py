"""`make bench` begins outside the product: none of its settings stand in its environment."""

import os
import subprocess
import sys


def test_it_begins_without_the_settings_of_the_product() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    asked = [sys.executable, "-m", "benchmarks", "--help"]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--stock" in done.stdout
