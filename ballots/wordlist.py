"""Words of which two stand on slip and page, so that a false site is noticed.

Plain things that everybody can read, say and tell apart; Chinese and English.
"""

_LIST = """
青山 green hill
渡口 ferry
白杨 poplar
石桥 stone bridge
麦田 wheat field
灯塔 lighthouse
荷塘 lotus pond
松林 pine wood
竹篮 basket
水井 well
风车 windmill
木船 boat
雨伞 umbrella
铜铃 bell
书桌 desk
茶壶 teapot
红枣 date
苹果 apple
葡萄 grape
西瓜 melon
南瓜 pumpkin
白菜 cabbage
花生 peanut
核桃 walnut
燕子 swallow
喜鹊 magpie
骆驼 camel
山羊 goat
黄牛 ox
蜜蜂 bee
蝴蝶 butterfly
鲤鱼 carp
海豚 dolphin
松鼠 squirrel
白鹤 crane
孔雀 peacock
春雷 thunder
秋月 autumn moon
彩虹 rainbow
晨雾 morning mist
晴空 clear sky
北风 north wind
长城 great wall
古塔 pagoda
城门 city gate
码头 pier
车站 station
邮局 post office
钟楼 clock tower
操场 playground
图书 book
毛笔 brush
剪纸 paper cut
风筝 kite
鼓楼 drum tower
笛子 flute
算盘 abacus
罗盘 compass
雪山 snow peak
沙滩 beach
瀑布 waterfall
草原 grassland
梯田 terrace
果园 orchard
"""

WORDS = tuple(
    (chinese, english)
    for chinese, _space, english in (
        line.partition(" ") for line in _LIST.strip().splitlines()
    )
)
