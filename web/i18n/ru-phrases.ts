/** What the API tells in English, by that; see {@link PhraseBook}. Tests hold the English side to the source of the router. */
export const russianPhrases: Readonly<Record<string, string>> = {
  // Where a mistake is.
  '"the file": <problem>': 'файл: <problem>',
  '"{key}": <problem>': '«{key}»: <problem>',
  '"{key}", number {n}: <problem>': '«{key}», номер {n}: <problem>',

  // The file as a whole.
  'there is no such file': 'такого файла нет',
  'Create it (streams.example.yaml shows how), or name another with --config.':
    'Создайте его (пример — streams.example.yaml) или укажите другой параметром --config.',
  'the file cannot be read ({code})': 'файл не читается ({code})',
  'Name a file here, no folder.': 'Укажите здесь файл, а не папку.',
  'Name a regular file, no pipe or device.': 'Укажите обычный файл, а не канал или устройство.',
  'A file has 128 MiB at most: name the right one.':
    'Файл занимает не больше 128 МиБ: укажите тот, что нужен.',
  'it is included here': 'он подключён здесь',
  'no file of this folder ends in .yaml or .yml': 'в этой папке нет файлов .yaml или .yml',
  'Put the first one there, or name another file or folder with --config.':
    'Положите туда первый или укажите параметром --config другой файл или папку.',
  'no file is found by this': 'по этому пути файлов нет',
  'this is a folder, not a file': 'это папка, а не файл',
  'Write a pattern for the files in it, such as sites/*.yaml.':
    'Напишите шаблон для файлов в ней, например sites/*.yaml.',
  'Check it: it counts from the folder of this file on. Where there may be none write { path: …, optional: true }.':
    'Проверьте его: он отсчитывается от папки этого файла. Если файла может не быть, напишите { path: …, optional: true }.',
  '"{key}" stands in another file as well, and holds for all files':
    '«{key}» стоит и в другом файле, а действует на все файлы',
  '"{key}" stands in another file as well': '«{key}» стоит и в другом файле',
  'this is no path of a file': 'это не путь к файлу',
  'Write a path or a pattern such as sites/*.yaml.': 'Напишите путь или шаблон, например sites/*.yaml.',
  'Write { path: secrets.yaml, optional: true }.': 'Напишите { path: secrets.yaml, optional: true }.',
  'this is neither off nor a share from 1% to 99%': 'это не off и не доля от 1% до 99%',
  'Write a share such as 50%, or off.': 'Напишите долю, например 50%, или off.',
  'Give the user of the router the right to read it.':
    'Дайте пользователю, от имени которого работает маршрутизатор, право читать его.',
  'the file is empty': 'файл пуст',
  'Write "version: 1" and "streams: {}" to say that no stream is wanted.':
    'Если потоки не нужны, напишите «version: 1» и «streams: {}».',
  'a second document begins here': 'здесь начинается второй документ',
  'Keep one document: remove the line with "---".': 'Оставьте один документ: уберите строку с «---».',
  'Mend the YAML here or on the line above; indentation with spaces, a space after each colon.':
    'Исправьте YAML здесь или строкой выше: отступы пробелами, после каждого двоеточия пробел.',
  'this alias has no anchor before it': 'перед этой ссылкой нет якоря',
  'the aliases cannot be resolved': 'ссылки YAML не раскрываются',
  'Check the anchors (&name) and aliases (*name).': 'Проверьте якоря (&name) и ссылки (*name).',
  'only mappings can be merged with "<<"': 'через «<<» подставляется только набор ключей',
  'Write an alias of a mapping, such as "<<: *camera".':
    'Напишите ссылку на набор ключей, например «<<: *camera».',
  'this key is no text': 'этот ключ — не текст',
  'Write a name before the colon; "?", "[" and "{" begin something else.':
    'Перед двоеточием напишите имя; с «?», «[» и «{» начинается другое.',
  '"{key}" stands here a second time': '«{key}» стоит здесь второй раз',
  'Remove or rename one of the two.': 'Уберите или переименуйте один из двух.',
  'the first one': 'первый',

  '{file}: <problem>.': '{file}: <problem>.',
  'The file was replaced outside, but its mount still shows the old one: mount the folder, not the file.':
    'Файл снаружи заменён, но монтирование показывает прежний: монтируйте папку, а не файл.',

  // Patterns.
  'Whoever pushes to {source} becomes no stream: <why>':
    'То, что передают на {source}, не становится потоком: <why>',
  'there is another one with the name "{name}"': 'уже есть другой с именем «{name}»',
  'its path "{path}" is that of "{other}"': 'его путь «{path}» занят потоком «{other}»',
  'Push it to another path, or change the pattern "{pattern}" in the file.':
    'Передавайте по другому пути или измените шаблон «{pattern}» в файле.',

  // What the YAML parser says most often.
  'All mapping items must start at the same column': 'ключи одного уровня начинаются в разных столбцах',
  'All sequence items must start at the same column': 'пункты одного списка начинаются в разных столбцах',
  'Tabs are not allowed as indentation': 'отступ сделан табуляцией',
  'Nested mappings are not allowed in compact mappings': 'в одной строке два двоеточия с пробелом',
  'A block sequence may not be used as an implicit map key': 'список стоит там, где нужен ключ',
  'Implicit keys need to be on a single line': 'после имени нет двоеточия',
  'Implicit map keys need to be followed by map values': 'после имени нет двоеточия и значения',
  'Missing closing "quote': 'не хватает закрывающей кавычки',
  "Missing closing 'quote": 'не хватает закрывающей кавычки',
  '{what} must be sufficiently indented and end with a {bracket}':
    'скобка не закрыта: не хватает «{bracket}»',

  // Keys.
  '"{key}" is not known here': '«{key}»: такого ключа здесь нет',
  'Did you mean "{key}"?': 'Может быть, «{key}»?',
  'Known here: {keys}. Remove it, or see the reference.':
    'Здесь есть: {keys}. Уберите ключ или посмотрите справочник.',
  '"{key}" is missing': 'не хватает ключа «{key}»',
  'Write "version: 1" as the first line.': 'Напишите «version: 1» первой строкой.',
  'Add "{key}:".': 'Добавьте «{key}:».',
  'this stands in the list a second time': 'это стоит в списке второй раз',
  'Remove one of the two.': 'Уберите одно из двух.',
  'this is <found>, not <wanted>': 'здесь <found>, а нужно <wanted>',
  'Write <wanted>.': 'Напишите <wanted>.',
  empty: 'пусто',
  'a list': 'список',
  'a mapping': 'набор ключей',
  'a text': 'текст',
  'a number': 'число',
  'a boolean': 'true или false',
  'this does not fit': 'значение не подходит',
  'See the reference of the file format.': 'Посмотрите справочник по файлу.',
  'this version of the format is not known': 'такая версия формата неизвестна',
  'Write "version: 1".': 'Напишите «version: 1».',

  // Streams.
  'there are no streams': 'потоков нет',
  'Write the streams below it, or "streams: {}" when you want none.':
    'Напишите потоки строками ниже или «streams: {}», если они не нужны.',
  'a name starts with a letter or digit and goes on with letters, digits, ".", "_" and "-"':
    'имя начинается с латинской буквы или цифры, дальше идут латинские буквы, цифры, «.», «_» и «-»',
  'Rename the stream.': 'Переименуйте поток.',
  'a stream is a mapping with at least "source"': 'поток — это набор ключей, среди которых есть «source»',
  'Write "source: rtmp://host/app/name" or "source: push:live/name" below the name.':
    'Напишите под именем «source: rtmp://host/app/name» или «source: push:live/name».',
  'this is no source': 'это не источник',
  'This is no source.': 'Это не источник.',
  'Write a URL such as rtmp://host/app/name, with / ? # @ and the like in user, password and key percent-encoded, or push:live/name for whoever pushes to the ingest.':
    'Напишите адрес, например rtmp://host/app/name (знаки / ? # @ и подобные в имени, пароле и ключе — в процентной кодировке), или push:live/name, если на приём передают.',
  'Write a URL such as rtmp://host/app/name, or push:live/name.':
    'Напишите адрес, например rtmp://host/app/name, или push:live/name.',
  'a list of sources has 1 to 8 of them': 'в списке может быть от 1 до 8 источников',
  'Write between 1 and 8 sources, the preferred one first.':
    'Напишите от 1 до 8 источников, предпочтительный первым.',
  'this is no path': 'это не путь',
  'Use letters, digits, ".", "_", "~", "-" and "/" between parts, such as site/gate.':
    'Используйте латинские буквы, цифры, «.», «_», «~», «-» и «/» между частями, например site/gate.',
  'this is no RTSP server': 'это не RTSP-сервер',
  'Write embedded, or an address without a path such as rtsp://user:password@mediamtx:8554.':
    'Напишите embedded или адрес без пути, например rtsp://user:password@mediamtx:8554.',
  'this is neither true nor false': 'это не true и не false',
  'Write true or false.': 'Напишите true или false.',
  '"{name}" would be published at the path "{path}", as "{owner}" already is':
    '«{name}» публиковался бы по пути «{path}», где уже «{owner}»',
  'Give one of the two another "path".': 'Дайте одному из двух другой «path».',
  '"{owner}" takes the path': 'путь занимает «{owner}»',
  'labels are a mapping of names to texts': 'метки — это имена и тексты к ним',
  'Write { site: north, owner: anna }.': 'Напишите, например, { site: north, owner: anna }.',
  'the name of a label starts with a letter or "_" and goes on with letters, digits, "_", "." and "-"':
    'имя метки начинается с латинской буквы или «_», дальше идут латинские буквы, цифры, «_», «.» и «-»',
  'Rename the label.': 'Переименуйте метку.',
  'a label is a text of up to 128 characters': 'метка — это текст не длиннее 128 знаков',
  'Shorten it, or put a number or true and false into quotes.':
    'Сократите её; число, true и false возьмите в кавычки.',

  // Profiles and patterns.
  'this is no mapping with udpPorts': 'это не набор с ключом udpPorts',
  'Write { udpPorts: 50000-50999 }.': 'Напишите { udpPorts: 50000-50999 }.',
  'this is no range of ports with room for an even one and the next':
    'это не диапазон портов, в котором есть место для чётного и следующего за ним',
  'Write a range such as 50000-50999.': 'Напишите диапазон, например 50000-50999.',
  'this is no mapping of names to keys': 'это не набор имён с ключами',
  'Write { camera: { stallTimeout: 20s } }.': 'Напишите, например, { camera: { stallTimeout: 20s } }.',
  'Rename the profile.': 'Переименуйте профиль.',
  'a profile is a mapping of keys of streams': 'профиль — это набор ключей потока',
  'Write the keys below its name, such as "stallTimeout: 20s", or {}.':
    'Напишите ключи под его именем, например «stallTimeout: 20s», или {}.',
  'a list of profiles has 1 to 16 of them, each once':
    'в списке может быть от 1 до 16 профилей, каждый один раз',
  'Write each profile once.': 'Напишите каждый профиль один раз.',
  'this is no name of a profile': 'это не имя профиля',
  'Write the name of an entry of "profiles".': 'Напишите имя записи из «profiles».',
  'there is no such profile': 'такого профиля нет',
  'Write it below "profiles", or leave it out here.': 'Запишите его под «profiles» или уберите здесь.',
  'a name starts with a letter or digit and goes on with letters, digits, ".", "_" and "-"; one "*" makes it a pattern':
    'имя начинается с латинской буквы или цифры, дальше идут латинские буквы, цифры, «.», «_» и «-»; с одной «*» это шаблон',
  'here stands a "*", but the name of the stream has none': 'здесь стоит «*», а в имени потока её нет',
  'Write a "*" into the name too, such as "drone-*", for a stream of whoever publishes there; or write it out.':
    'Поставьте «*» и в имя, например «drone-*», если поток нужен от каждого, кто передаёт туда; или уберите её.',
  'a name with a "*" needs a single source with a "*" that is pushed to':
    'имени с «*» нужен один источник с «*», на который передают',
  'Write one such as push:live/drone-*, or take the "*" out of the name.':
    'Напишите, например, push:live/drone-* или уберите «*» из имени.',
  'the path of a name with a "*" has one "*" as well, or all of them would have one path':
    'в пути для имени с «*» тоже нужна одна «*», иначе путь был бы один на всех',
  'Write one such as drones/*, or leave it out: then it is the name.':
    'Напишите, например, drones/* или уберите его: тогда путём будет имя.',
  '"{name}" and "{other}": <what>': '«{name}» и «{other}»: <what>',
  'the same publisher can fit both, and neither is more specific':
    'один и тот же источник может подойти к обоим, и ни один не точнее',
  'two publishers can come to one and the same path by them':
    'по ним два источника могут попасть на один путь',
  'two publishers can come to one and the same name by them': 'по ним два источника могут получить одно имя',
  'Make one of the two sources more specific, and the paths different.':
    'Сделайте один из двух источников точнее, а пути разными.',
  '"{name}" is no entry of its own: it comes from "{pattern}" (line {line}).':
    'У «{name}» нет собственной записи: он появился по шаблону «{pattern}» (строка {line}).',
  'Change "{pattern}", or add "{name}" as an entry of its own.':
    'Измените «{pattern}» или добавьте «{name}» отдельной записью.',

  // How a stream is encoded.
  'this is neither copy, none, auto nor an encoding':
    'это не copy, не none, не auto и не описание кодирования',
  'Write copy, none, auto, or an encoding such as {example}.':
    'Напишите copy, none, auto или описание кодирования, например {example}.',
  'Write "codec: {codec}" into it.': 'Добавьте туда «codec: {codec}».',
  'this is no codec to encode video with': 'таким кодеком видео не кодируется',
  'Write h264 or h265.': 'Напишите h264 или h265.',
  'this is no codec to encode audio with': 'таким кодеком звук не кодируется',
  'Write aac, opus, pcm_alaw or pcm_mulaw.': 'Напишите aac, opus, pcm_alaw или pcm_mulaw.',
  'this is no bit rate from {min} to {max}': 'это не битрейт от {min} до {max}',
  'Write a number and its unit: 128k, 800k, 2M.': 'Напишите число с единицей: 128k, 800k, 2M.',
  'this is no number of frames per second from 1 to 240': 'это не число кадров в секунду от 1 до 240',
  'Write a number such as {example}.': 'Напишите число, например {example}.',
  'Write a number such as 25 or 29.97.': 'Напишите число, например 25 или 29.97.',
  'this is no size in even numbers of pixels from 16x16 to 8192x8192':
    'это не размер в чётных числах пикселей от 16x16 до 8192x8192',
  'Write width, x and height, such as 1280x720.': 'Напишите ширину, x и высоту, например 1280x720.',
  'this is no name of a preset': 'это не название предустановки',
  'Write a word that the encoder knows, such as ultrafast, veryfast or medium.':
    'Напишите слово, которое знает кодировщик, например ultrafast, veryfast или medium.',
  'this is no whole number of frames from 1 to 1000': 'это не целое число кадров от 1 до 1000',
  'this is no name of an encoder': 'это не название кодировщика',
  'Write a name that "ffmpeg -encoders" lists, such as h264_vaapi.':
    'Напишите название из списка «ffmpeg -encoders», например h264_vaapi.',
  'this is no sample rate': 'это не частота дискретизации',
  'Write 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200 or 96000.':
    'Напишите 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200 или 96000.',
  'this is no number of channels from 1 to 8': 'это не число каналов от 1 до 8',
  'Write 1 for mono or 2 for stereo.': 'Напишите 1 для моно или 2 для стерео.',
  '{codec} has none to choose, it follows from sampleRate and channels':
    'у {codec} битрейт не выбирается, он следует из sampleRate и channels',
  'Remove it, or choose aac or opus.': 'Уберите его или выберите aac или opus.',
  'Opus knows 8000, 12000, 16000, 24000 and 48000 only':
    'у Opus бывает только 8000, 12000, 16000, 24000 и 48000',
  'Write 48000, or leave it out.': 'Напишите 48000 или уберите ключ.',
  'Opus over RTP has 1 or 2': 'у Opus по RTP бывает 1 или 2',
  'Write 1 or 2.': 'Напишите 1 или 2.',
  'without video and without audio nothing is left of the stream':
    'без видео и без звука от потока ничего не остаётся',
  'Write copy for one of the two, or "enabled: false" to run nothing.':
    'Напишите copy для одного из двух или «enabled: false», чтобы ничего не запускать.',

  // Arguments of FFmpeg.
  'this is no mapping with inputArgs and outputArgs': 'это не набор ключей inputArgs и outputArgs',
  'Write { inputArgs: [-probesize, 1000000] } or outputArgs.':
    'Напишите { inputArgs: [-probesize, 1000000] } или outputArgs.',
  'this is no list of up to 64 options and values': 'это не список из параметров и значений, не больше 64',
  'Write options and values in turn, such as [{example}].':
    'Напишите по очереди параметры и значения, например [{example}].',
  'this is no text or number': 'это не текст и не число',
  'Put it in quotes.': 'Возьмите в кавычки.',
  'here an option is needed, such as -probesize': 'здесь нужен параметр, например -probesize',
  'Options and values stand in turn; begin with an option.':
    'Параметры и значения чередуются; начните с параметра.',
  '{option} stands here a second time': '{option} стоит здесь второй раз',
  '{option} has no value': 'у {option} нет значения',
  'Write its value behind it, such as {example}.': 'Напишите за ним значение, например {example}.',
  'this is no value for {option}': 'для {option} такое значение не подходит',
  'Write one such as {example}.': 'Напишите значение вроде {example}.',
  '{option} is set by the router itself': '{option} задаёт сам маршрутизатор',
  'Give the address by "source".': 'Укажите адрес ключом «source».',
  'Remove it: where and how it is published is settled by "server" and "path".':
    'Уберите: куда и как публиковать, определяют «server» и «path».',
  'Remove it: the log is set by "run --log-level".':
    'Уберите: журнал настраивается командой «run --log-level».',
  'Remove it: how long is waited is settled by "stallTimeout" and "firstFrameTimeout".':
    'Уберите: сколько ждать, определяют «stallTimeout» и «firstFrameTimeout».',
  'Write "video: { codec: h264 }" with bitrate, fps, size, preset, gop or encoder, or "video: none".':
    'Напишите «video: { codec: h264 }» с bitrate, fps, size, preset, gop или encoder либо «video: none».',
  'Filters can open files; "video: { codec: h264 }" has size and fps.':
    'Фильтры могут открывать файлы; в «video: { codec: h264 }» есть size и fps.',
  'Write "audio: { codec: aac }" with bitrate, sampleRate or channels, or "audio: none".':
    'Напишите «audio: { codec: aac }» с bitrate, sampleRate или channels либо «audio: none».',
  '{option} does not belong here': '{option} сюда не относится',
  'Move it to "{key}".': 'Перенесите в «{key}».',
  '<what> is not among the options that are allowed here': '<what> здесь не разрешён',
  this: 'такой параметр',
  '{option} is not among the options that are allowed here': 'параметр {option} здесь не разрешён',
  'Did you mean {option}?': 'Может быть, {option}?',
  'Remove it; docs/streams-yaml.md lists what is allowed.':
    'Уберите; что разрешено, перечислено в docs/streams-yaml.md.',

  // How patient the router is.
  'this is no duration from {min} to {max}': 'это не длительность от {min} до {max}',
  'this is neither off nor a duration from {min} to {max}': 'это не off и не длительность от {min} до {max}',
  'Write a number and its unit, such as {first} or {second}.':
    'Напишите число с единицей, например {first} или {second}.',
  'Write a number and its unit, such as {first} or {second}, or off.':
    'Напишите число с единицей, например {first} или {second}, либо off.',
  'this is no mapping with initial and max': 'это не набор ключей initial и max',
  'Write { initial: 1s, max: 30s }, or one of the two.':
    'Напишите { initial: 1s, max: 30s } или один из двух.',
  'the first delay ({first}) is longer than the longest ({longest})':
    'первая пауза ({first}) длиннее самой длинной ({longest})',
  'Make "initial" shorter or "max" longer.': 'Уменьшите «initial» или увеличьте «max».',
  'this is no mapping with nice and memory': 'это не набор ключей nice и memory',
  'Write { nice: 10, memory: 256M }, or one of the two.':
    'Напишите { nice: 10, memory: 256M } или один из двух.',
  'this is no whole number from 0 to 19': 'это не целое число от 0 до 19',
  'Write a number from 0 to 19; 0 is as everyone else.': 'Напишите число от 0 до 19; 0 — как у всех.',
  'this is neither off nor a size from 32M to 1024G': 'это не off и не объём от 32M до 1024G',

  // Listeners, and who may ask.
  'this is no address to listen at': 'это не адрес приёмника',
  'Write host:port such as 127.0.0.1:8554, :8554 for all addresses, port 0 for a free one, or off.':
    'Напишите host:port, например 127.0.0.1:8554; :8554 — на всех адресах, порт 0 — любой свободный; или off.',
  '"listen.{name}" takes {address}, as "listen.{owner}" already does':
    '«listen.{name}» занимает {address}, как и «listen.{owner}»',
  'Give one of the two another port.': 'Дайте одному из двух другой порт.',
  'this is no mapping with token, hosts, metrics, limits and open':
    'это не набор ключей token, hosts, metrics, limits и open',
  'this is no list of servers': 'это не список серверов',
  'Write [rtsp], [rtmp] or [rtsp, rtmp].': 'Напишите [rtsp], [rtmp] или [rtsp, rtmp].',
  'this is neither rtsp nor rtmp': 'это не rtsp и не rtmp',
  'Write rtsp or rtmp.': 'Напишите rtsp или rtmp.',
  'this is no mapping of limits': 'это не набор пределов',
  'Write { connectionsPerAddress: 1000 }.': 'Напишите, например, { connectionsPerAddress: 1000 }.',
  'this is no count from 1 to 1000000': 'это не число от 1 до 1000000',
  'this is no mapping with keys': 'это не набор с ключом keys',
  'Write { keys: { "live/*": "${file:/run/secrets/stream-key}" } }.':
    'Напишите, например, { keys: { "live/*": "${file:/run/secrets/stream-key}" } }.',
  'keys are a mapping of patterns of paths': 'ключи потоков задаются по шаблонам путей',
  'Write { "live/*": "${file:/run/secrets/stream-key}" }.':
    'Напишите, например, { "live/*": "${file:/run/secrets/stream-key}" }.',
  'this is no pattern of a path': 'это не шаблон пути',
  'Write a path such as live/drone-1, with "*" for any characters, also "/".':
    'Напишите путь, например live/drone-1; «*» означает любые символы, включая «/».',
  'Write a path such as site/gate, with "*" for any characters, also "/".':
    'Напишите путь, например site/gate; «*» означает любые символы, включая «/».',
  'this is no list of patterns of paths': 'это не список шаблонов путей',
  'Write ["site/*"], or ["*"] for all.': 'Напишите, например, ["site/*"] или ["*"] для всех путей.',
  'a list of stream keys has 1 to 100 of them': 'в списке ключей потока их должно быть от 1 до 100',
  'Write between 1 and 100 references to keys.': 'Напишите от 1 до 100 ссылок на ключи.',
  'this is no stream key': 'это не ключ потока',
  'Write a reference such as "${file:/run/secrets/stream-key}" to 8 to 128 letters, digits, ".", "_", "~" and "-".':
    'Напишите ссылку, например "${file:/run/secrets/stream-key}", на ключ из 8–128 букв, цифр и знаков «.», «_», «~», «-».',
  'Write a reference such as "${file:/run/secrets/stream-key}" to 8 to 128 letters, digits, ".", "_", "~" and "-", several as a list, or open.':
    'Напишите ссылку, например "${file:/run/secrets/stream-key}", на ключ из 8–128 букв, цифр и знаков «.», «_», «~», «-», несколько — списком, или open.',
  'the user "{name}" has no right': 'у пользователя «{name}» нет ни одного права',
  'Write "role: viewer" for the page, or "read: [PATH]" or "publish: [PATH]" for RTSP.':
    'Напишите «role: viewer» для страницы либо «read: [ПУТЬ]» или «publish: [ПУТЬ]» для RTSP.',
  'with this kind of hash nobody can be known over RTSP':
    'по такому хешу нельзя узнать пользователя через RTSP',
  'Write what "kazstreamlink hash-password --digest {name}" prints, or a reference to the password.':
    'Напишите то, что печатает «kazstreamlink hash-password --digest {name}», или ссылку на пароль.',
  '"listen.{name}" has no certificate': 'у «listen.{name}» нет сертификата',
  'Write "tls: { cert: /etc/tls/tls.crt, key: /etc/tls/tls.key }" at the top.':
    'Напишите на верхнем уровне «tls: { cert: /etc/tls/tls.crt, key: /etc/tls/tls.key }».',
  '"listen.{name}" needs "listen.{plain}", by which the router itself reaches the server':
    '«listen.{name}» нужен «listen.{plain}»: по нему к серверу обращается сам маршрутизатор',
  'Let "listen.{plain}" be an address that only this machine reaches, such as 127.0.0.1:{port}.':
    'Пусть «listen.{plain}» будет адресом, доступным только с этой машины, например 127.0.0.1:{port}.',
  'Write { token: "${file:/run/secrets/token}" }.': 'Напишите { token: "${file:/run/secrets/token}" }.',
  'this is no token': 'это не токен',
  'Write 16 to 512 letters, digits and marks without spaces, best by a reference such as "${file:/run/secrets/token}".':
    'Нужно от 16 до 512 букв, цифр и знаков без пробелов; лучше ссылкой, например "${file:/run/secrets/token}".',
  'this is no list of host names': 'это не список имён узлов',
  'Write [router.example].': 'Напишите, например, [router.example].',
  'this is no host name': 'это не имя узла',
  'Write it without scheme and port, such as router.example.':
    'Напишите его без схемы и порта, например router.example.',
  'this is neither token nor open': 'это не token и не open',
  'Write token or open.': 'Напишите token или open.',
  'users are a mapping of names': 'пользователи — это набор имён',
  'Write { anna: { role: editor, password: "${file:/run/secrets/anna}" } }.':
    'Напишите, например, { anna: { role: editor, password: "${file:/run/secrets/anna}" } }.',
  'the name of a user starts with a letter or digit and goes on with letters, digits, ".", "_", "@" and "-"':
    'имя пользователя начинается с латинской буквы или цифры, дальше идут латинские буквы, цифры, «.», «_», «@» и «-»',
  'Rename the user.': 'Переименуйте пользователя.',
  'a user is a mapping with password, and role, read or publish':
    'пользователь — это набор ключей: password и role, read или publish',
  'Write { role: viewer, password: "${file:/run/secrets/anna}" }.':
    'Напишите, например, { role: viewer, password: "${file:/run/secrets/anna}" }.',
  'this is no role': 'такой роли нет',
  'Write viewer or editor.': 'Напишите viewer или editor.',
  'this is no password': 'это не пароль',
  'Write what "kazstreamlink hash-password" prints, or a reference to a password of at least 8 characters.':
    'Напишите то, что печатает «kazstreamlink hash-password», или ссылку на пароль не короче 8 знаков.',
  'the password stands here for everybody to read': 'пароль записан открытым текстом',
  'Write what "kazstreamlink hash-password" prints, or a reference such as "${file:/run/secrets/NAME}".':
    'Напишите то, что печатает «kazstreamlink hash-password», или ссылку, например "${file:/run/secrets/NAME}".',
  'this is no mapping with cert and key': 'это не набор ключей cert и key',
  'Write { cert: /etc/tls/tls.crt, key: /etc/tls/tls.key }.':
    'Напишите, например, { cert: /etc/tls/tls.crt, key: /etc/tls/tls.key }.',
  'this is no file': 'это не файл',
  'Write the path of a file.': 'Напишите путь к файлу.',

  // References.
  'this is no reference': 'это не ссылка',
  'the variable is not set': 'переменная не задана',
  'a "}" is missing': 'не хватает «}»',
  'Set the variable for the router, write "${NAME:-default}" or "${file:/path}", or "$${" for the characters themselves.':
    'Задайте переменную для маршрутизатора, напишите "${NAME:-default}" или "${file:/path}" либо "$${", если нужны сами эти знаки.',

  // The router's own listeners.
  'listen.{name}: {address} <why>.': 'listen.{name}: {address} — <why>.',
  'is taken by another program': 'адрес занят другой программой',
  'is not an address of this machine': 'это не адрес этой машины',
  'cannot be opened, since the embedded server ends at once':
    'не открывается: встроенный сервер сразу завершается',
  'cannot be opened, since its certificate cannot be used': 'не открывается: сертификат не подходит',
  'keeps the certificate that it had, since what the files of "tls" hold now cannot be used':
    'остаётся с прежним сертификатом: нынешнее содержимое файлов «tls» не подходит',
  'is not allowed for this user (ports below 1024 need rights)':
    'у пользователя нет на это права (для портов ниже 1024 нужны особые права)',
  'is a name that cannot be resolved': 'такое имя не находится в DNS',
  'lets whoever reaches it watch every stream': 'любой, кому он доступен, может смотреть все потоки',
  'lets whoever reaches it push to any path, and play what is pushed':
    'любой, кому он доступен, может передавать по любому пути и смотреть передаваемое',
  'cannot be opened ({code})': 'не открывается ({code})',

  // What was refused.
  '{file} is read-only here.': '{file}: файл доступен только для чтения.',
  'Change it where it comes from (a mount or a ConfigMap), or give yourself the right to write it.':
    'Измените его там, откуда он взят (монтирование или ConfigMap), или получите право на запись.',
  '{file} was changed by someone else meanwhile; that stays.':
    '{file} тем временем изменил кто-то другой; его изменение остаётся.',
  '{file} is being written by someone else.': '{file} сейчас записывает кто-то другой.',
  'The file was changed by someone else meanwhile; that stays.':
    'Файл тем временем изменил кто-то другой; его изменение остаётся.',
  'Look at it as it is now, and make the change again.':
    'Посмотрите, каков он теперь, и внесите изменение снова.',
  'The file would not be valid with this change, so it stays as it is.':
    'С этим изменением файл стал бы неправильным, поэтому он остаётся прежним.',
  'Mend what is named and try again.': 'Исправьте названное и попробуйте ещё раз.',
  'There is no stream of this name in the file.': 'В файле нет потока с таким именем.',
  'There is no stream of this name.': 'Потока с таким именем нет.',
  'There is no such stream, or nothing was started for it yet.':
    'Такого потока нет, или для него ещё ничего не запускалось.',
  'Somebody may have removed it meanwhile.': 'Возможно, кто-то его тем временем удалил.',
  'The file is not valid.': 'В файле ошибки.',
  'See "kazstreamlink validate".': 'Посмотрите «kazstreamlink validate».',
  'The file holds characters that are not UTF-8, which would be lost.':
    'В файле есть знаки не в UTF-8, они были бы потеряны.',
  'Save it as UTF-8 in an editor.': 'Сохраните его в редакторе в UTF-8.',
  '"{name}" is written in a way that cannot be edited without touching what stands around it.':
    '«{name}» записан так, что изменить его, не трогая соседнего, нельзя.',
  '{what} (line {line}) is written in a way that cannot be edited without touching what stands around it.':
    '{what} (строка {line}): записано так, что изменить, не трогая соседнего, нельзя.',
  'Change it by hand.': 'Измените вручную.',
  'Change line {line} by hand.': 'Измените строку {line} вручную.',
  '"{name}" (line {line}) takes its "{key}" from elsewhere, by an alias or a merge key, so it cannot be left out.':
    '«{name}» (строка {line}) берёт «{key}» из другого места, через ссылку YAML или «<<», поэтому убрать его нельзя.',
  'Give it another value instead, or change it where it is written.':
    'Дайте ему другое значение или измените там, где оно записано.',
  '"{other}" (line {line}) repeats what "{name}" says, by an alias or a merge key, and would change as well.':
    '«{other}» (строка {line}) повторяет «{name}» через ссылку YAML или «<<» и тоже изменился бы.',
  'Give "{other}" a value of its own first, or change the file by hand.':
    'Сначала дайте «{other}» собственное значение или измените файл вручную.',
  '"{name}" comes from a merge key (line {line}), not from a text of its own.':
    '«{name}» берётся через «<<» (строка {line}), собственной записи у него нет.',
  'Change it where it is written, or write it out below "streams".':
    'Измените там, где записано, или запишите его под «streams».',
  '{reference} cannot be put there from here, since its value could be read by that.':
    'Ссылку {reference} нельзя поставить туда отсюда: её значение можно было бы прочесть.',
  'Write it into the file by hand.': 'Впишите её в файл вручную.',
  'A placeholder stands for nothing that is in the file.': 'Заменитель не соответствует ничему в файле.',
  'A credential would be seen where its placeholder was put.':
    'Там, где поставлен заменитель, учётные данные были бы видны.',
  'A placeholder stands in a text that is folded or escaped: that is changed in the text of the file only.':
    'Заменитель стоит в тексте со свёрткой или экранированием: такое меняют только в тексте файла.',
  'Leave placeholders where they are, or write the credential itself.':
    'Оставьте заменители на местах или впишите сами учётные данные.',
  'The token is not the one of this router.': 'У этого маршрутизатора другой токен.',
  'There is no such user, or the password is wrong.': 'Такого пользователя нет, или пароль неверен.',
  'A token is needed, or a user and a password.': 'Нужен токен или имя и пароль.',
  '"kazstreamlink token" prints the token, where the router runs.':
    'На машине маршрутизатора токен печатает «kazstreamlink token».',
  'Too many attempts have failed.': 'Слишком много неудачных попыток.',
  'Try again in {n} s.': 'Попробуйте снова через {n} с.',
  'Try again.': 'Попробуйте ещё раз.',
  'Too many people log in at the moment.': 'Сейчас входит слишком много людей.',
  'A viewer changes nothing.': 'Наблюдатель ничего не изменяет.',
  'Log in as an editor.': 'Войдите как редактор.',
  'This was asked for by a page of somebody else.': 'Запрос пришёл с чужой страницы.',
  'If it is the page behind a proxy of yours, name that in "access.hosts".':
    'Если это страница за вашим прокси, назовите его в «access.hosts».',
  'This router is not known under this name.': 'Под этим именем маршрутизатор неизвестен.',
  'Use its IP address or localhost, or add the name to "access.hosts".':
    'Используйте его IP-адрес или localhost либо добавьте имя в «access.hosts».',
  'Other sources are being looked at.': 'Сейчас проверяются другие источники.',
  'Neither a source nor the name of a stream is given.': 'Не указаны ни источник, ни имя потока.',
  'Too many readers of events are connected.': 'Подключено слишком много получателей событий.',
  'The router could not answer.': 'Маршрутизатор не смог ответить.',
};
