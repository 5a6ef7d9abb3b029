"""Prose to measure with, written for the purpose: broadcast news, in which most sentences have no figure."""

from __future__ import annotations

import random
from collections.abc import Iterator

PLACES = ("江陵市", "云岭省", "白沙县", "临川新区", "北仓港", "青河流域", "南屏镇", "东湖高新区", "西岭山区", "平原灌区")
BODIES = ("省委省政府", "市发展改革委", "农业农村部门", "交通运输部门", "当地党委政府", "各级工会组织", "科研院所", "龙头企业",
          "基层党组织", "生态环境部门", "驻村工作队", "口岸管理部门")
THEMES = ("高质量发展", "乡村全面振兴", "科技自立自强", "营商环境优化", "生态文明建设", "粮食安全", "文化传承保护", "就业优先战略",
          "城乡融合发展", "对外开放合作", "防灾减灾救灾", "养老服务体系建设")
PEOPLE = ("陈立群", "周雅宁", "何建民", "赵文澜", "林书远", "吴若溪")
ROLES = ("负责人", "首席专家", "村党支部书记", "车间主任", "项目经理", "值班员")
PLAIN = (
    "{place}把{theme}摆在突出位置，{body}深入一线了解情况，帮助群众解决急难愁盼问题",
    "{body}近日召开专题会议，传达学习有关精神，研究部署下一阶段{theme}的重点任务",
    "连日来，{place}各地抢抓晴好天气，组织农机手下田作业，田间地头一派繁忙景象",
    "走进{place}的生产车间，机械臂来回穿梭，工人们正在加紧赶制发往海外的订单",
    "{body}{role}{person}表示，将继续完善配套政策，推动{theme}取得新的成效",
    "这里山清水秀，游客络绎不绝，古街上的手工作坊让人们感受到传统技艺的魅力",
    "受冷空气影响，{place}出现大风降温天气，{body}及时启动应急响应，保障群众出行安全",
    "会议强调，要坚持问题导向，压实各方责任，把{theme}的各项举措落到实处",
    "{person}告诉记者，如今路修好了，网络也通到了家门口，日子越过越有盼头",
    "为了守护一江清水，{place}的志愿者沿着河岸巡查，清理漂浮物，劝导不文明行为",
    "专家认为，{theme}既要立足当前，也要着眼长远，关键在于激发人才的创新活力",
    "展览集中展示了近年来{theme}方面的代表性成果，不少观众驻足观看、拍照留念",
    "夜幕降临，{place}华灯初上，广场上载歌载舞，洋溢着浓浓的节日气氛",
    "{body}还组织医务人员下乡巡诊，把健康知识和贴心服务送到群众身边",
    "双方就进一步深化务实合作、密切人文交流深入交换意见，达成广泛共识",
)
FIGURED = (
    "今年前{n}个月，{place}实现社会消费品零售总额{money}亿元，同比增长{p}%",
    "目前，{place}已建成农村公路{d}公里，惠及群众{m}万人",
    "{body}{role}{person}介绍，全年计划新增就业岗位{m}万个",
    "截至上月底，{place}港口货物吞吐量突破{money}万吨，较上年同期提高{p}个百分点",
)
HAN = "江河湖海山川云林松柏梅兰竹菊春夏秋冬东南西北金木水火土石玉田文武明光华荣建国安康宁泰和平顺利达通远宏伟志强"
FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
KINDS = ("统计局", "商务局", "研究院", "集团公司", "协会", "交通局", "委员会", "海关")
POSTS = ("局长", "主任", "院长", "董事长", "会长", "处长")
PAPERS = ("公报", "报告", "白皮书", "数据")
CROWDED = (
    "{body}{post}{person}表示，今年新增就业{n}万人，同比增长{p}%。他还介绍，全年投入{p}亿元。",
    "{body}发布的《{place}发展{paper}》显示，产值达{n}亿元。{paper}还显示，增长{p}%。",
    "据{body}介绍，全年完成投资{n}亿元。该{end}表示，将建设项目{p}个。",
    "“全市有{n}家企业，{body}数据显示增长{p}%。”{person}说，“还要新建{p}座。”{family}{post}指出，共{n}人。",
    "{kind}{post}表示，完成{p}%。该负责人说，投入{n}万元。发言人指出，达{p}公里。公司称，有{n}名员工。",
    "{place}天气晴好。{person}告诉记者，产量{n}吨。",
    "{body}公布，{p}月份出口{n}亿美元。监测显示，价格上涨{p}%。",
)
SHARE = 0.12  # of sentences with a figure, as in a day's evening news


def broadcast(characters: int, seed: int = 7) -> str:
    """About so many characters of invented broadcast news, the same for the same seed."""
    out, size = [], 0
    for paragraph in paragraphs(random.Random(seed)):
        out.append(paragraph)
        size += len(paragraph) + 1
        if size >= characters:
            return "\n".join(out)
    return "\n".join(out)


def paragraphs(dice: random.Random) -> Iterator[str]:
    """Paragraphs without end."""
    while True:
        yield "".join(f"{sentence(dice)}。" for _ in range(dice.randint(2, 6)))


def sentence(dice: random.Random) -> str:
    """One sentence, most without a figure."""
    pattern = dice.choice(FIGURED if dice.random() < SHARE else PLAIN)
    return pattern.format(place=dice.choice(PLACES), body=dice.choice(BODIES), theme=dice.choice(THEMES),
                          person=dice.choice(PEOPLE), role=dice.choice(ROLES), n=dice.randint(2, 11),
                          money=f"{dice.uniform(10, 9000):,.1f}", p=f"{dice.uniform(0.1, 30):.1f}",
                          d=dice.randint(20, 4000), m=f"{dice.uniform(0.2, 60):.1f}")


def crowded(characters: int, seed: int = 7) -> str:
    """A text in which every sentence names people and bodies of its own: whatever searches all of them shows."""
    dice = random.Random(seed)
    out, size = [], 0
    while size < characters:
        place = "".join(dice.choices(HAN, k=2)) + dice.choice("市县区省")
        kind, family = dice.choice(KINDS), dice.choice(FAMILIES)
        body = place + "".join(dice.choices(HAN, k=dice.randint(0, 2))) + kind
        person = family + "".join(dice.choices(HAN, k=dice.choice((1, 2))))
        out.append(dice.choice(CROWDED).format(
            place=place, kind=kind, family=family, body=body, end=body[-1], person=person, post=dice.choice(POSTS),
            paper=dice.choice(PAPERS), n=dice.randint(1, 9999), p=dice.randint(1, 99)))
        size += len(out[-1]) + 1
    return "\n".join(out)


def documents(count: int, characters: int = 1000, seed: int = 7) -> Iterator[dict[str, str]]:
    """Documents as `extract` takes them, every one different."""
    for number in range(count):
        yield {"id": f"news-{number:06}", "text": f"编号{number}。\n{broadcast(characters, seed + number)}"}
