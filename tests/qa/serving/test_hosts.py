import pytest

from qa.serving.hosts import ANY, LOCAL, allowed_hosts


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_chat_for_this_machine_answers_to_its_own_names(address: str) -> None:
    allowed = allowed_hosts(address)
    assert set(LOCAL) | {address} == set(allowed)
    assert allowed_hosts(address, ["chat.example.org"]) == [*allowed, "chat.example.org"]


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.1", "::", "library.example.org"])
def test_a_chat_for_others_answers_to_any_name_unless_some_are_given(address: str) -> None:
    assert allowed_hosts(address) == [ANY]
    assert allowed_hosts(address, ["chat.example.org"]) == [*LOCAL, address, "chat.example.org"]
