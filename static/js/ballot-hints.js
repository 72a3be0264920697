/* A gentle word while a comment is being written: this could show who you are.
   Looked at in this page alone; nothing is sent, kept or blocked. ES2018, no build. */
"use strict";

(function () {
  const SURNAME = "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华魏陶姜谢邹喻苏潘葛范彭鲁韦马方俞任袁柳史唐薛雷贺倪汤罗毕郝安常于傅顾孟黄萧尹姚邵汪祁毛贝臧戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江郭梅林钟徐邱骆高夏蔡田樊胡霍虞万柯卢莫房解丁邓石崔龚程邢陆翁段侯武刘龙叶黎白赖乔温庄晏柴阎尤肖曾覃]";
  const POST = "(?:局长|处长|科长|股长|所长|主任|书记|队长|站长|组长|经理|老师|同志|主席|校长|院长|镇长|县长|区长|科员|专员)";
  const SIGNS = [
    ["phone", /(?:^|\D)(?:1[3-9]\d{9}|0\d{9,11})(?!\d)/],
    ["me", /我作为|我叫|我是[^，。,.\s]{1,12}(?:长|员|任|户|师|的)|本人(?:作为|是|系|在)|作为(?:一名|一个|本)|\bas an? [a-z]+|\bI am (?:the|an?|from)\b|\bmy name is\b/i],
    ["office", /我们?(?:科|股|处|所|队|站|组|班|窗口|中心|办公室|部门|支部|社区|村)|本(?:科|股|处|窗口|部门|支部)|\b(?:my|our) (?:office|department|section|team|unit|division)\b/i],
    ["name", new RegExp(SURNAME + "(?:[\\u4e00-\\u9fff]{0,2}副?" + POST + "|某)|[老小]" + SURNAME + "(?:[，。,.说的在]|$)|\\b(?:Mr|Mrs|Ms|Miss|Director|Chief)\\.? [A-Z]")],
  ];

  /* what of a text could show who wrote it: the names of the signs */
  function signs(text) {
    const plain = text.normalize("NFKC").replace(/(\d)[ -](?=\d)/g, "$1");
    return SIGNS.filter((sign) => sign[1].test(plain)).map((sign) => sign[0]);
  }

  function look(field) {
    const place = document.getElementById(field.id + "w");
    if (!place) return;
    const words = document.getElementById("words").dataset;
    const said = signs(field.value).map((sign) => words["hint" + sign[0].toUpperCase() + sign.slice(1)]);
    const text = said.length ? said.join(" ") + " " + words.hint : "";
    // only what is new is read out
    if (place.textContent !== text) place.textContent = text;
  }

  document.addEventListener("input", (event) => {
    if (event.target.tagName === "TEXTAREA") look(event.target);
  });
})();
