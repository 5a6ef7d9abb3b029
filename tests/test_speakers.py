"""Who said it: invented releases, each figure marked with the speaker it must get.

`{120个|沈维舟}` is a figure and its speaker, `-` the article's own voice, `A<B` speaker A cited by B. Lines are paragraphs;
`# ` opens a headline, `## ` a subhead, `@` a labelled turn (`>` its further paragraphs), `?` a question, `---` a new item.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import regex

from pipeline.layers.speakers import attribute, names_in, read_roster, speaker_at
from pipeline.model import Section, SectionKind, Span
from pipeline.rulebook import Rulebook, load_rulebook

MARK = regex.compile(r"\{([^{}|]*)\|([^{}]*)\}")
KINDS: dict[str, SectionKind] = {"#": "headline", "##": "subhead", "@": "turn", ">": "turn", "?": "question"}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


@dataclass(frozen=True)
class Release:
    """A text built from marked lines: its sections and the speaker wanted at each figure."""

    text: str
    sections: tuple[Section, ...]
    wanted: tuple[tuple[int, str, str], ...]


def build(lines: str) -> Release:
    text, sections, wanted = "", [], []
    item, turn, speaker = 0, -1, ""
    for line in lines.strip().split("\n"):
        if line == "---":
            item += 1
            continue
        tag = next((tag for tag in ("##", "#", "@", ">", "?") if line.startswith(tag)), "")
        line = line[len(tag):].lstrip() if tag else line
        start = len(text)
        at = 0
        for mark in MARK.finditer(line):
            text += line[at:mark.start()]
            wanted.append((len(text), mark[1], mark[2]))
            text += mark[1]
            at = mark.end()
        text += line[at:]
        label = None
        if tag in ("@", "?"):
            turn += 1
            colon = regex.search("[：:]", text[start:])
            label = Span(start, start + colon.end()) if colon else None
            speaker = text[start:label.end - 1].strip() if label else ""
        sections.append(Section(KINDS.get(tag, "body"), start, len(text), item, turn if tag in ("@", ">", "?") else None,
                                label, speaker if tag in ("@", ">", "?") else None))
        text += "\n"
    return Release(text.rstrip("\n"), tuple(sections), tuple(wanted))


CASES = {
    # -- turns and rosters ---------------------------------------------------------------------------------------------
    "turn-runs-over-paragraphs": """
昨日，副市长、市经信局局长沈维舟，市统计局副局长罗一鸣，市科技局局长米千里回答了记者提问。
?记者：全市目前有{多少个|记者}5G基站？
@沈维舟：已建成{4.6万个|沈维舟}。
>第二段没有标签，新建产线{12条|沈维舟}。
## 本地配套率将达到{60%|-}
?江澄日报记者：配套情况如何？是否超过{50%|记者}？
@米千里：我市有高新企业{1200余家|米千里}。
>今年还将新增{80家|米千里}。""",
    "label-with-title-and-space": """
@市民政局局长 李小满：全市有养老机构{36家|李小满}。
@丁六一：去年出口{19亿元|丁六一}。
@万 成：消费券核销{2.1亿元|万成}。""",
    "label-with-bracketed-title": """
出席发布会的有市商务局副局长万成。
@万成（副局长）：核销{2.1亿元|万成}。""",
    "label-surname-title": """
出席发布会的有副市长沈维舟、市统计局副局长罗一鸣。
@沈副市长：开工{12个|沈维舟}项目。""",
    "label-host": """
主持人：市委宣传部新闻处处长 于朗
@主持人：今天邀请到{3位|主持人}发布人。""",
    "label-host-named": """
@主持人 于朗：今天邀请到{3位|于朗}发布人。""",
    "answer-label-one-official": """
# 江澄市住房公积金管理中心负责人答记者问
近日，市住房公积金管理中心主任岑小山接受采访，对《通知》作出解读。
?问：贷款额度提高到{多少万元|记者}？
@答：最高{70万元|岑小山}。
>（一）首付比例下调{5个百分点|岑小山}。""",
    "answer-label-described-official": """
# 国家林草局有关负责人就《办法》答记者问
近日，《办法》印发，国家林草局有关负责人就有关问题回答了记者提问。
?问：《办法》有哪些变化？
@答：补助标准提高到每亩{500元|国家林草局有关负责人}。""",
    "own-office-in-turn": """
@陆九思：据我局统计，全市公路里程{136公里|陆九思}。我们预计年内新增{20公里|陆九思}。""",
    "cited-in-turn": """
@罗一鸣：据国家统计局数据，全国增速为{5%|国家统计局<罗一鸣}。全市增速为{6%|罗一鸣}。""",
    "colleague-mentioned-in-turn": """
市交通局局长陆九思、副市长沈维舟出席。
@陆九思：刚才沈副市长提到的{4.6万个|陆九思}基站，交通沿线有{6000个|陆九思}。""",
    "unnamed-data-in-turn": """
@沈维舟：数据显示，客流达{320万人次|沈维舟}。""",
    # -- reported before -------------------------------------------------------------------------------------------------
    "says-comma": "沈维舟表示，今年将新建{120个|沈维舟}站点。",
    "says-colon": "沈维舟介绍：全市建成站点{120个|沈维舟}。",
    "says-title": "市统计局副局长罗一鸣介绍，全市就业{12万人|罗一鸣}。",
    "says-at-event": "市经信局局长沈维舟在新闻发布会上表示，工业投资增长{12%|沈维舟}。",
    "says-when": "罗一鸣15日说，全年粮食产量{32万吨|罗一鸣}。",
    "says-when-bracket": "市农业农村局局长韩青山今天（8月15日）说，早稻亩产{436公斤|韩青山}。",
    "says-interview": "江澄港集团董事长贺川在接受记者采访时说，吞吐量突破{45万标箱|贺川}。",
    "tells-reporter": "车间主任赵小海告诉记者，生产线每天下线{600台|赵小海}。",
    "tells-our-reporter": "“江澄制造”展台负责人孟佳告诉本报记者，签约{15单|孟佳}。",
    "tells-to-reporter-aside": "养殖户周大山向记者介绍，今年存栏{1200头|周大山}。",
    "says-subject-topic": "江澄大学教授林若水就人口问题表示，老年人占{23%|林若水}。",
    "frank": "店长吴佳佳坦言，客流少了{三成|吴佳佳}。",
    "points-out": "南江省社科院研究员邵明远指出，服务业占比达{58%|邵明远}。",
    "stress-no-comma": "吴涛强调要在年底前完成{120个|吴涛}项目。",
    "report-to-stand": "商务部新闻发言人黎青山在例行发布会上称，进口增长{7%|黎青山}。",
    "spokesman-foreign": "南国外交部发言人卡里米12日表示，袭击造成{11人|卡里米}死亡。卡里米还说，另有{20人|卡里米}受伤。",
    "minister-foreign": "该国总理阿卜杜拉·拉赫曼当天宣布，拨款{5亿美元|阿卜杜拉·拉赫曼}救灾。",
    "according-introduces": "据罗一鸣介绍，全市户均收入增长{6%|罗一鸣}。",
    "according-office-statistics": "据江澄海关统计，进出口{1200亿元|江澄海关}，同比增长{8%|江澄海关}。",
    "according-agency": "据新华社报道，地震造成{12人|新华社}受伤。",
    "according-media-abroad": "据英国媒体报道，火灾烧毁房屋{30栋|英国媒体}。",
    "according-latest": "根据国家粮食局发布的数据，收购小麦{5000万吨|国家粮食局}。",
    "according-data-of": "根据中国汽车工业协会的数据，出口汽车{48万辆|中国汽车工业协会}。",
    "according-forecast": "据中央气象台预计，降雨量将达{80毫米|中央气象台}。",
    "according-nobody": "另据统计，冲突造成{3万人|-}受灾。",
    "it-is-said": "据悉，项目投资{12亿元|-}。",
    "it-is-understood": "据了解，园区入驻企业{86家|-}。",
    "data-nobody": "数据显示，客流达{320万人次|-}。",
    "office-data": "市统计局数据显示，1—7月用电量增长{8.1%|市统计局}。",
    "office-latest-data": "交通运输部最新数据显示，发送旅客{5225万人次|交通运输部}。",
    "office-published-data": "国家统计局今天（6月28日）发布数据显示，利润增长{15.2%|国家统计局}。",
    "office-published-the-data": "海关总署14日发布的数据显示，出口增长{6%|海关总署}。",
    "office-monitoring": "国家能源局最新监测显示，用电负荷达{14亿千瓦|国家能源局}。",
    "office-from": "来自江澄市文旅局的数据显示，接待游客{320万人次|江澄市文旅局}。",
    "office-report-says": "世界银行发布报告说，全球经济增长{2.6%|世界银行}。",
    "office-document": "江澄市政府印发的《数字规划》提出，培育链主企业{50家|江澄市政府}。",
    "report-then-shows": """
江澄市生态环境局昨日发布《2023江澄市生态环境状况公报》。公报显示，优良天数{326天|江澄市生态环境局}。""",
    "company-report-then-shows": """
动力电池企业澄江新能26日晚间发布第三季度报告。公告显示，营收{212亿元|澄江新能}。""",
    "learns-from": "记者从市商务局获悉，消费券核销{2.1亿元|市商务局}。",
    "learns-today": "记者今天从中国国家铁路集团有限公司了解到，动车组增开{86列|中国国家铁路集团有限公司}。",
    "learns-our-reporter": "本报记者昨日从江澄海事局获悉，进出港船舶{1200艘次|江澄海事局}。",
    "learns-from-event": "记者从发布会上获悉，将投资{15亿元|-}。",
    "learns-bare": "记者了解到，园区年产值{30亿元|-}。",
    "saw": "记者在现场看到，展厅里摆着{60件|-}展品。",
    "forecast-institution": "国际货币基金组织预计今年全球经济增长{3.2%|国际货币基金组织}。",
    "forecast-own-business": "今天，全国铁路预计发送旅客{660万人次|-}。",
    "meeting-says": "会议要求，年内开工{30个|会议}项目。",
    "insiders": "业内人士认为，渗透率有望超过{45%|业内人士}。",
    "office-unnamed-official": "市场监管总局有关负责人介绍，企业净增{1999万户|市场监管总局有关负责人}。",
    "army": "俄军方称，当天击落{12架|俄军方}无人机。",
    "ministry": "南国国防部称，拦截导弹{9枚|南国国防部}。",
    "police": "当地警方说，事故造成{3人|当地警方}受伤。",
    "health-department": "西国卫生部门15日称，霍乱病例升至{956例|西国卫生部门}。",
    "health-bracket-country": "刚果（金）卫生部20日发布的报告显示，确诊病例{956例|刚果（金）卫生部}。其中，{247例|刚果（金）卫生部}死亡。",
    "un": "联合国表示，需要援助{5亿美元|联合国}。",
    "experts": "多位专家认为，降幅在{5%|专家}以内。",
    "quoted-term-source": "“江澄优品”平台负责人苏青介绍，上架商品{1.2万种|苏青}。",
    # -- quotations ------------------------------------------------------------------------------------------------------
    "quote-after": "“上半年出口增长{9.6%|万成}。”市商务局副局长万成说。",
    "quote-after-known": "“已完成{65%|罗一鸣}。”罗一鸣说。",
    "quote-split": "“我们已有{36条|沈维舟}产线，”沈维舟介绍，“其中{8条|沈维舟}全自动。”",
    "quote-split-long": "“最大的变化来自海外。”董事长程远在业绩会上表示，“收入占比升至{26%|程远}，拿下{两家|程远}客户。”",
    "quote-split-then-new": "“产量{36万吨|周芳}。”周芳说，“比去年多{2万吨|周芳}。”全县共有果园{12万亩|-}。",
    "quote-before-colon": "沈维舟说：“全市有产线{36条|沈维舟}。”",
    "quote-before-comma": "沈维舟表示，“全市有产线{36条|沈维舟}。”",
    "quote-over-paragraphs": """
“第一段，占比达到{40%|沈维舟}。
“第二段，新增{12家|沈维舟}。”沈维舟说。""",
    "quote-over-paragraphs-led": """
沈维舟说：“第一段，占比达到{40%|沈维舟}。
“第二段，新增{12家|沈维舟}。”""",
    "quote-marks-a-term": "“算网数云”产业链企业达{210家|-}。",
    "quote-term-in-speech": "沈维舟说，“算网数云”产业链企业达{210家|沈维舟}。",
    "quote-no-verb-colon": "看着新房，村民周小满很高兴：“今年收入多了{3000元|周小满}。”",
    "quote-slogan": "墙上写着一行大字：“奋战{100天|-}，全线通车！”",
    "quote-nested": "沈维舟说：“企业反映，‘贷款只用了{3天|企业<沈维舟}’。”",
    "quote-then-narration": "“订单排到年底。”厂长钱小军说。这家工厂有工人{300名|-}。",
    "quote-corner": "發展局局長陳國強說：「今年推出用地{12公頃|陳國強}。」",
    "quote-corner-after": "「申請達{3000宗|陳國強}。」發展局局長陳國強說。",
    "quote-he-says-next": "“前三季度研发费用{12亿元|温可}。”首席技术官温可说。他介绍，能量密度达{160瓦时|温可}。",
    # -- after, without quotation marks -----------------------------------------------------------------------------------
    "reported-after": "全年新增就业{12万人|罗一鸣}，市统计局副局长罗一鸣介绍。",
    "negated-verb": "沈维舟否认了“裁撤{200个|-}站点”的说法。",
    # -- coreference -------------------------------------------------------------------------------------------------------
    "he": "市科技局局长米千里表示，高企达{1200家|米千里}。他说，今年新增{80家|米千里}。",
    "she-next-paragraph": """
园区管委会主任梅兰香介绍，入驻企业{86家|梅兰香}。
她表示，年内再引进{20家|梅兰香}。""",
    "he-ambiguous": "米千里介绍，高企达{1200家|米千里}。在场的还有市统计局副局长罗一鸣。他说，增速为{7%|-}。",
    "that-official-described": """
市水利局有关负责人表示，水库蓄水{2亿方|市水利局有关负责人}。
该负责人说，抗旱浇灌{30万亩|市水利局有关负责人}。""",
    "that-official-named": "市水利局副局长江一帆表示，水库蓄水{2亿方|江一帆}。该负责人说，浇灌{30万亩|江一帆}。",
    "surname-title": "副市长沈维舟出席活动。沈副市长表示，投资{12亿元|沈维舟}。",
    "surname-title-two": "市交通局局长陆九思、市民政局局长陆明出席。陆局长表示，修路{12公里|-}。",
    "name-again": "市科技局局长米千里表示，高企达{1200家|米千里}。\n米千里说，下一步新增{80家|米千里}。",
    "office-short": "国家统计局发布的数据显示，产量{12万吨|国家统计局}。统计局称，增速{3%|国家统计局}。",
    "media-again": "据美国媒体报道，{11节|美国媒体}车厢脱轨。媒体报道称，{一节|美国媒体}车厢装有油漆。",
    "that-office": "江澄市气象局发布预报。该局表示，降雨{40毫米|江澄市气象局}。",
    # -- scopes ------------------------------------------------------------------------------------------------------------
    "goes-on-in-paragraph": "国家税务总局发布的数据显示，销售收入增长{6%|国家税务总局}。分行业看，制造业增长{9%|国家税务总局}。",
    "goes-on-among-which": "加拿大消防部门公布的数据显示，火点{640处|加拿大消防部门}。其中，失控{32处|加拿大消防部门}。",
    "stops-at-other-source": "国家统计局数据显示，增长{5%|国家统计局}。海关总署表示，出口{3万亿元|海关总署}。",
    "stops-at-unnamed": "南国卫生部数据显示，{3000人|南国卫生部}死亡。另据统计，{337万人|-}流离失所。",
    "stops-at-scene": "商务部数据显示，建成中心{3100个|商务部}。在海拔近{3000米|-}的山城，开通线路{7条|-}。",
    "stops-at-itself": "南国商会17日发布报告说，贸易额{9.5万亿美元|南国商会}。南国商会拥有{160多个|-}成员。",
    "stops-at-market": "财务总监罗佳言表示，负债率{58%|罗佳言}。27日，公司股价高开低走，收报{51.2元|-}。",
    "carries-to-paragraph": """
国家统计局数据显示，投资增长{5%|国家统计局}。
从环比看，投资下降{0.2%|国家统计局}。""",
    "subhead-stops": """
国家统计局数据显示，投资增长{5%|国家统计局}。
## 消费回暖
上半年，零售额增长{6%|-}。""",
    "item-stops": """
国家统计局数据显示，投资增长{5%|国家统计局}。
---
# 铁路客流
上半年，铁路发送旅客{6亿人次|-}。""",
    "item-stops-pronoun": """
市科技局局长米千里表示，高企达{1200家|米千里}。
---
他说，今年新增{80家|-}。""",
    "headline-is-nobody": """
# 沈维舟表示将新建{120个|-}站点
沈维舟表示，将新建{120个|沈维舟}站点。""",
    "nested-sources": "罗一鸣指出，据国家统计局数据，全国增速为{5%|国家统计局<罗一鸣}。",
    "nested-agency": "据新华社报道，国家能源局发布数据显示，装机{30亿千瓦|国家能源局<新华社}。",
    "spoken-line": "某纺织公司负责人 张小军：我们每天生产{600件|张小军}。",
    "briefs-then-paragraphs": """
国务院新闻办公室16日举行发布会，南江省有关负责人介绍了相关情况。南江森林覆盖率{63%|南江省有关负责人}。""",
}


@pytest.mark.parametrize("name", CASES)
def test_every_figure_gets_its_speaker(book: Rulebook, name: str) -> None:
    release = build(CASES[name])
    found = attribute(release.text, release.sections, book)
    got = []
    for at, figure, _ in release.wanted:
        said = speaker_at(found, at)
        got.append((figure, "-" if said is None else f"{said.name}<{said.via}" if said.via else said.name))
    assert got == [(figure, wanted) for _, figure, wanted in release.wanted]
