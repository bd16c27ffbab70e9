"""Addresses of sign-in, of one's own account, and (admin_urls) of administration."""

from django.urls import URLPattern, URLResolver, include, path

from huiyin.web.desk import signin, signin_locked, tokens
from huiyin.web.desk.signin_account import (
    account,
    forget_device,
    password,
    prove,
    second_factor,
    sign_out_elsewhere,
)
from huiyin.web.desk.signin_phone import own_phone

urlpatterns: list[URLPattern | URLResolver] = [
    path("signin/", signin.signin, name="signin"),
    path("signin/code/", signin.code, name="code"),
    path("signin/demo/", signin.demo, name="demo_signin"),
    path("signout/", signin.signout, name="signout"),
    path("language/", signin.language, name="language"),
    path("lock/", signin_locked.lock_now, name="lock"),
    path("unlock/", signin_locked.unlock, name="unlock"),
    path("alive/", signin_locked.alive, name="alive"),
    path("account/", account, name="account"),
    path("account/tokens/", tokens.own_tokens, name="own_tokens"),
    path("account/password/", password, name="password"),
    path("account/second-factor/", second_factor, name="second_factor"),
    path("account/prove/", prove, name="prove"),
    path("account/phone/", own_phone, name="own_phone"),
    path("account/elsewhere/", sign_out_elsewhere, name="sign_out_elsewhere"),
    path("account/devices/forget/", forget_device, name="forget_device"),
    path("admin/", include("huiyin.web.desk.admin_urls")),
]
