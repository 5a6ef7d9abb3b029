// What the page says, in both languages. `t(key, {name: value})` fills in {name}.
const WORDS = {
  zh: {
    title: "审阅", this_document: "本文件", whole_run: "全部", undo: "撤销", redo: "重做", undo_title: "撤销上一个决定（U）",
    redo_title: "重做（R）", language: "切换语言（L）", theme: "明暗（T）", help: "快捷键（?）", release: "稿件", triple: "当前三元组", queue: "队列",
    document: "文件", all_documents: "全部文件", doc_back: "上一个文件（[）", doc_next: "下一个文件（]）", search: "搜索文字、说话人、主题…（/）",
    by_risk: "按风险", by_position: "按位置", order_title: "切换顺序（O）", status_of_review: "审阅状态",
    speaker: "说话人", subject: "主语", predicate: "谓语", object: "宾语", quantity: "数量", time: "时间", status: "状态", comparison: "比较",
    place: "地区", unit: "单位", rule: "规则", value: "数值", low: "下限", high: "上限", kind: "类型", relation: "关系", titles: "职务",
    speaker_kind: "类别", time_start: "起", time_end: "止", text: "原文", none: "无", section: "位置",
    all_statuses: "全部状态", all_speakers: "全部说话人", all_units: "全部单位", all_rules: "全部规则", no_speaker: "（稿件自身）", no_unit: "（无单位）",
    open: "待审", back: "需重审", accept: "接受", reject: "拒绝", correct: "更正", add: "补漏", flag: "标记", comment: "备注", why: "依据", skip: "跳过",
    reopen: "撤回答案", flagged: "已标记", commented: "有备注", decided: "已审", accepted: "已接受", rejected: "已拒绝", corrected: "已更正", added: "已补",
    save: "保存", cancel: "取消", new_triple: "补一条", correcting: "更正", select_here: "在稿件中选取（F2）",
    select_hint: "点一格，再在稿件里选文字；或按 F2 用键盘选", pick_hint: "选取「{slot}」：←→ 移动 · Ctrl 按词 · Shift 扩选 · Tab 下一个数字 · Enter 选定 · Esc 取消",
    add_this: "补一条 N", pick_number: "数字", saved: "已记录", saved_n: "已全部记录", unsaved: "未记录 {n} 条：服务没有应答，正在重试",
    saving: "正在记录…", refused: "未被接受：{why}", wrong_token: "未记录 {n} 条：此页的口令已失效，请用终端里显示的新地址打开", nothing_open: "没有待审的了",
    reviewer: "审阅人 {name} · {log}", of: "{n} / {all}", empty: "没有符合条件的三元组", no_triples: "这次运行没有三元组；可在稿件里选数字来补", sure: "置信 {n}",
    disputed: "意见不一", changed: "结果已变", gone: "不再抽取", contradiction: "互相矛盾", low_confidence: "置信低", new_rule: "新规则",
    rare_rule: "少见规则", rare_unit: "少见单位", no_subject: "无主语", was: "原判时", now: "现在", before: "原为", comment_prompt: "备注（Enter 保存，Esc 取消）",
    you_said: "上次决定：{answer}，{who}", gone_note: "这条曾被确认，新规则不再抽取它。接受即保留，拒绝即去掉。", changed_note: "上次决定之后结果变了：",
    disputed_note: "两位审阅人意见不一，请定夺。", rules: "规则", loading: "载入…", failed: "页面打不开：{why}", no_reason: "没有可说明的规则",
    bad_number: "“{text}”不是数", need_value: "填数值，或填上限和下限", bad_date: "“{text}”不是日期（YYYY-MM-DD）", unclaimed: "还没有三元组的数字",
    keys: "快捷键", close: "关闭", move: "下一条 / 上一条", next_open: "跳过，到下一条待审", jump: "跳到数量、主语…所在处", any_ime: "中文输入法开着也有效。",
    has_triple: "这个数字已有三元组", select_first: "先选一段文字",
    kinds: {count: "计数", measure: "物理量", money: "金额", percent: "百分数", percentage_point: "百分点", rank: "名次", multiple: "倍数", ratio: "比", duration: "时长", index: "指数"},
    relations: {exact: "等于", about: "约", nearly: "近", over: "超过", at_least: "至少", under: "不到", at_most: "至多", range: "区间"},
    statuses: {actual: "已发生", planned: "计划", forecast: "预计"},
    speaker_kinds: {person: "人", organisation: "机构", reporter: "记者"},
    sections: {headline: "标题", subhead: "小标题", lead: "导语", body: "正文", turn: "发言", question: "提问", caption: "图说", list: "列表", table: "表格"},
  },
  en: {
    title: "Review", this_document: "document", whole_run: "run", undo: "Undo", redo: "Redo", undo_title: "Undo the last decision (U)",
    redo_title: "Redo (R)", language: "Language (L)", theme: "Light or dark (T)", help: "Keys (?)", release: "Release", triple: "Current triple", queue: "Queue",
    document: "Document", all_documents: "All documents", doc_back: "Previous document ([)", doc_next: "Next document (])", search: "Search text, speaker, claim… (/)",
    by_risk: "By risk", by_position: "By position", order_title: "Change the order (O)", status_of_review: "Review status",
    speaker: "Speaker", subject: "Subject", predicate: "Predicate", object: "Object", quantity: "Quantity", time: "Time", status: "Status", comparison: "Comparison",
    place: "Place", unit: "Unit", rule: "Rule", value: "Value", low: "Low", high: "High", kind: "Kind", relation: "Relation", titles: "Titles",
    speaker_kind: "Kind", time_start: "From", time_end: "To", text: "Text", none: "none", section: "Section",
    all_statuses: "Any status", all_speakers: "Any speaker", all_units: "Any unit", all_rules: "Any rule", no_speaker: "(the article)", no_unit: "(no unit)",
    open: "Open", back: "To review again", accept: "Accept", reject: "Reject", correct: "Correct", add: "Add", flag: "Flag", comment: "Comment", why: "Why", skip: "Skip",
    reopen: "Take back", flagged: "Flagged", commented: "With comment", decided: "Decided", accepted: "Accepted", rejected: "Rejected", corrected: "Corrected", added: "Added",
    save: "Save", cancel: "Cancel", new_triple: "New triple", correcting: "Correct", select_here: "Select in the release (F2)",
    select_hint: "Click a field and select text in the release; F2 selects by keyboard", pick_hint: "Select “{slot}”: ←→ move · Ctrl by word · Shift extend · Tab next figure · Enter take · Esc cancel",
    add_this: "Add N", pick_number: "figure", saved: "Saved", saved_n: "All saved", unsaved: "{n} not saved: the server does not answer, trying again",
    saving: "Saving…", refused: "Not accepted: {why}", wrong_token: "{n} not saved: this page's token has expired, open the address shown in the terminal", nothing_open: "Nothing left to review",
    reviewer: "{name} reviewing · {log}", of: "{n} / {all}", empty: "No triple fits the filters", no_triples: "This run has no triples; select a figure in the release to add one", sure: "sure {n}",
    disputed: "disputed", changed: "changed", gone: "no longer found", contradiction: "contradiction", low_confidence: "low confidence", new_rule: "new rule",
    rare_rule: "rare rule", rare_unit: "rare unit", no_subject: "no subject", was: "judged", now: "now", before: "was", comment_prompt: "Comment (Enter saves, Esc cancels)",
    you_said: "Last decision: {answer}, {who}", gone_note: "This triple was confirmed and the new rules no longer find it. Accept keeps it, reject drops it.", changed_note: "It reads differently since the last decision:",
    disputed_note: "The reviewers disagree; settle it.", rules: "Rules", loading: "Loading…", failed: "The page cannot be opened: {why}", no_reason: "No rules to show",
    bad_number: "“{text}” is not a number", need_value: "Give a value, or both low and high", bad_date: "“{text}” is not a date (YYYY-MM-DD)", unclaimed: "a figure without a triple",
    keys: "Keys", close: "Close", move: "next / previous", next_open: "skip to the next open one", jump: "jump to the quantity, the subject…", any_ime: "They work while a Chinese input method is on.",
    has_triple: "This figure has a triple", select_first: "Select some text first",
    kinds: {count: "count", measure: "measure", money: "money", percent: "percent", percentage_point: "percentage point", rank: "rank", multiple: "multiple", ratio: "ratio", duration: "duration", index: "index"},
    relations: {exact: "exact", about: "about", nearly: "nearly", over: "over", at_least: "at least", under: "under", at_most: "at most", range: "range"},
    statuses: {actual: "actual", planned: "planned", forecast: "forecast"},
    speaker_kinds: {person: "person", organisation: "organisation", reporter: "reporter"},
    sections: {headline: "headline", subhead: "subhead", lead: "lead", body: "body", turn: "turn", question: "question", caption: "caption", list: "list", table: "table"},
  },
};

let current = WORDS.zh;

export function setLanguage(name) {
  current = WORDS[name] || WORDS.en;
  document.documentElement.lang = name === "zh" ? "zh-CN" : "en";
}

export function t(key, values = {}) {
  const said = current[key] ?? key;
  return typeof said === "string" ? said.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole)) : key;
}

// The word for a member of a closed list: word("kinds", "count").
export function word(list, name) {
  return current[list]?.[name] ?? name ?? "";
}

export function options(list) {
  return Object.entries(current[list]);
}
