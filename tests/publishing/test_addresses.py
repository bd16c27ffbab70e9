"""An address on a slip leads people to the portal, or does not stand there."""

import pytest

from huiyin.publishing.addresses import is_reachable


@pytest.mark.parametrize(
    "address",
    [
        "https://xinfang.example.cn",
        "http://10.0.0.5:8000",
        "https://信访.example.cn/a",
        "http://[fd00::5]",
    ],
)
def test_what_others_reach(address: str) -> None:
    assert is_reachable(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "xinfang.example.cn",
        "http://127.0.0.1:8000",
        "http://127.9.9.9",
        "http://localhost:8000",
        "http://LOCALHOST",
        "http://a.localhost",
        "http://[::1]:8000",
        "http://0.0.0.0:8000",
        "http://169.254.1.1",
        "http://[broken",
        "ftp://xinfang.example.cn",
        "javascript:alert(1)",
        "https://",
    ],
)
def test_what_only_this_machine_reaches_or_nobody(address: str) -> None:
    assert not is_reachable(address)
