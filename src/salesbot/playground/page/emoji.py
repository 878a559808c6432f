"""The emoji that people and apps write by name, as signs; any other name stays as it was written."""

from __future__ import annotations

import re

# Names as Slack has them; those that salesbot writes, and those that people in a sales team use most.
_NAMED = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 raised_hands 🙌 hand ✋ raised_hand ✋ pray 🙏 wave 👋 ok_hand 👌
muscle 💪 handshake 🤝 leaves 🍃 point_up ☝️ point_right 👉 point_left 👈 point_down 👇 fist 👊 v ✌️
crossed_fingers 🤞 writing_hand ✍️ eyes 👀 brain 🧠 speech_balloon 💬 thought_balloon 💭 smile 😄
smiley 😃 grinning 😀 grin 😁 joy 😂 rolling_on_the_floor_laughing 🤣 wink 😉 blush 😊
slightly_smiling_face 🙂 upside_down_face 🙃 heart_eyes 😍 sunglasses 😎 thinking_face 🤔
neutral_face 😐 sweat_smile 😅 sweat 😓 sob 😭 cry 😢 tired_face 😫 sleeping 😴 zzz 💤
exploding_head 🤯 scream 😱 rage 😡 partying_face 🥳 hugging_face 🤗 face_with_raised_eyebrow 🤨
mask 😷 face_with_thermometer 🤒 heart ❤️ broken_heart 💔 green_heart 💚 blue_heart 💙
yellow_heart 💛 purple_heart 💜 orange_heart 🧡 sparkles ✨ star ⭐ star2 🌟 dizzy 💫 fire 🔥 boom 💥
100 💯 tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 birthday 🎂 champagne 🍾 clinking_glasses 🥂
beers 🍻 coffee ☕ tea 🍵 pizza 🍕 trophy 🏆 medal 🏅 first_place_medal 🥇 second_place_medal 🥈
third_place_medal 🥉 dart 🎯 bell 🔔 no_bell 🔕 mute 🔇 mega 📣 loudspeaker 📢 rocket 🚀 airplane ✈️ car 🚗
house 🏠 office 🏢 bank 🏦 palm_tree 🌴 sunny ☀️ cloud ☁️ umbrella ☔ rainbow 🌈 snowflake ❄️
crescent_moon 🌙 new_moon 🌑 seedling 🌱 four_leaf_clover 🍀 sunrise 🌅 earth_africa 🌍
earth_americas 🌎 earth_asia 🌏 memo 📝 pencil2 ✏️ pencil 📝 calendar 📆 date 📅
spiral_calendar_pad 🗓️ clipboard 📋 pushpin 📌 round_pushpin 📍 paperclip 📎 bar_chart 📊
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 books 📚 book 📖 bookmark 🔖 link 🔗
email 📧 envelope ✉️ incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 phone 📞
telephone_receiver 📞 iphone 📱 computer 💻 moneybag 💰 dollar 💵 euro 💶 credit_card 💳 key 🔑
lock 🔒 unlock 🔓 wastebasket 🗑️ hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ bulb 💡 mag 🔍 microscope 🔬
hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ alarm_clock ⏰ clock9 🕘 construction 🚧
warning ⚠️ rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 x ❌
heavy_check_mark ✔️ white_check_mark ✅ ballot_box_with_check ☑️ question ❓ grey_question ❔
exclamation ❗ bangbang ‼️ arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️
arrows_counterclockwise 🔄 repeat 🔁 fast_forward ⏩ arrow_forward ▶️ pause_button ⏸️
black_square_for_stop ⏹️ red_circle 🔴 large_yellow_circle 🟡 large_orange_circle 🟠
large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫ large_green_square 🟩
large_yellow_square 🟨 large_red_square 🟥 small_blue_diamond 🔹 small_orange_diamond 🔸 one 1️⃣
two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ new 🆕 sos 🆘 triangular_flag_on_post 🚩 checkered_flag 🏁
busts_in_silhouette 👥 bust_in_silhouette 👤 shrug 🤷 robot_face 🤖 ghost 👻 unicorn_face 🦄 dog 🐶
cat 🐱 turtle 🐢 whale 🐳 bug 🐛 jigsaw 🧩 compass 🧭 scales ⚖️ shield 🛡️ umbrella_on_ground ⛱️
"""
_WORDS = _NAMED.split()
SIGNS = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
_NAME = re.compile(r":([a-z0-9_+-]+):")


def signs(text: str) -> str:
    """Put a sign where one is named: `:tada:`."""
    return _NAME.sub(lambda name: SIGNS.get(name[1], name[0]), text)


def like(typed: str, *, most: int = 8) -> list[tuple[str, str]]:
    """Name and sign of the emoji whose names begin with, or else hold, what was typed."""
    found = [name for name in SIGNS if typed in name]
    found.sort(key=lambda name: (not name.startswith(typed), name))
    return [(name, SIGNS[name]) for name in found[:most]]
