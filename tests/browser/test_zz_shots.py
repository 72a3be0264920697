import os
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from tests.make import make_campaign, make_document
from tests.browser.conftest import assert_accessible, _page, PHONE, DESKTOP
from campaigns.models import *
from campaigns.preset import with_units

@pytest.mark.parametrize("lang",["zh-CN","en-US"])
def test_shots(chromium, live_server, transactional_db, lang):
    u=User.objects.create_user("office",password="x",is_staff=True,last_name="王敏")
    a=make_campaign(); 
    d=with_units(make_document(),[("T1","区统计局"),("T2","区城市管理局"),("T3","区住建局"),("T4","区民政局")]); d["campaign"]["title"]="第一环节集中联评 · 第三组"; d["campaign"].pop("title_en")
    c=make_campaign(d); f=c.forms.get()
    fz=make_campaign(); fz.freeze()
    f.lines.filter(key="rectify-3").update(scale=None); c.opens_at=None; c.closes_at=None; c.save()
    cl=Client(); cl.force_login(u); cookie=cl.cookies["sessionid"].value
    n=lambda name,*a: live_server.url+reverse("admin:"+name,args=a)
    pages={"index":n("index"),"list":n("campaigns_campaign_changelist"),"campaign":n("campaigns_campaign_change",c.pk),"frozen":n("campaigns_campaign_change",fz.pk),"preset":n("campaigns_campaign_preset"),"import":n("campaigns_campaign_import"),"copy":n("campaigns_campaign_copy",c.pk),"form":n("campaigns_form_change",f.pk),"formfrozen":n("campaigns_form_change",fz.forms.get().pk),"sheet":n("campaigns_form_sheet",f.pk),"look":n("campaigns_form_look",f.pk),"group":n("campaigns_group_change",c.groups.get().pk),"scale":n("campaigns_scale_change",c.scales.get().pk),"subjectadd":n("campaigns_subject_add")}
    only=os.environ.get("ONLY"); 
    bad=[]
    for width,opts in ((1280,DESKTOP),(390,PHONE)):
        problems=[]
        with _page(chromium,problems,**{**opts,"locale":lang}) as page:
            page.goto(n("login")); 
            page.screenshot(path=f"/tmp/adminshots/login-{width}-{lang[:2]}.png",full_page=True,caret="initial")
            try: assert_accessible(page)
            except AssertionError as e: bad.append(("login",width,str(e)[:1500]))
            page.context.add_cookies([{"name":"sessionid","value":cookie,"url":live_server.url}])
            for name,url in pages.items():
                if only and name not in only.split(","): continue
                page.goto(url)
                w=page.evaluate("document.documentElement.scrollWidth")
                if w>width: bad.append((name,width,f"scrollWidth {w}"))
                page.screenshot(path=f"/tmp/adminshots/{name}-{width}-{lang[:2]}.png",full_page=True,caret="initial")
                try: assert_accessible(page)
                except AssertionError as e: bad.append((name,width,str(e)[:1500]))
        if problems: bad.append((width,problems))
    for b in bad: print(*b)
    assert not bad
