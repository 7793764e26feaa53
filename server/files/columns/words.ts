import { FEATURE_NAMES, type FeatureName } from '../../domain/features/features'

/** What the words of a header name speak of. */
export type Concept = keyof typeof WORDS

/**
 * Words of header names by what they speak of, in the languages of exporters: English, German, French, Spanish,
 * Portuguese, Italian, Dutch, Polish, Swedish, Danish, Norwegian, Finnish, Russian, Japanese, Turkish, Czech, and a few
 * more. A word made of several of them needs no entry: "Künstlername", "trackname", "曲名".
 */
const WORDS = {
  track:
    'track tracks recording recordings aufnahme pista faixa faixas traccia piste morceau morceaux utwor utworu spar spor skladba kappale kappaleen raita трек трека parca トラック 트랙',
  song: `song songs lied lieder liedtitel chanson cancion canciones musica brano canzone liedje piosenka piosenki lat laten sang
    sangen biisi песня песни композиция композиции sarki pisen skladby 曲 楽曲 歌曲 노래 곡 dal`,
  title:
    'title titles titel titels titre titulo titolo tytul tittel otsikko заголовок タイトル baslik 标题 標題 제목 cim',
  name: 'name names namen nom noms nombre nombres nome nomi naam nazwa namn navn nimi имя название названия 名 名前 ad adi nazev jmeno nev 이름 명',
  artist: `artist artists kunstler kunstlerin interpret interpreten artiste artistes interprete interpretes artista artistas artisti
    cantante cantor band groupe gruppe grupo gruppo artiest artiesten uitvoerder uitvoerende wykonawca wykonawcy artysta
    kunstner kunstnere esittaja esittajan esittajat artisti исполнитель исполнители исполнителя артист группа アーティスト アーチスト 歌手
    sanatci sanatcilar umelec performer performers singer vocalist musician musicians eloado 艺术家 艺人 藝人 아티스트 가수`,
  album: `album albums albumu albumin albumi альбом альбома アルバム plyta levy disque schallplatte 专辑 專輯 앨범 albumtitel`,
  playlist:
    'playlist lista wiedergabeliste плейлист плейлиста プレイリスト afspeellijst spellista spilleliste soittolista 歌单',
  id: 'id ids',
  uri: 'uri uris',
  url: 'url urls href link links lien enlace adresse',
  isrc: 'isrc isrcs',
  duration: `duration length dur dauer lange spieldauer spielzeit laufzeit duree duracion longitud duracao durata lunghezza duur lengte
    trwania dlugosc langd varaktighet speltid varighed laengde varighet lengde spilletid kesto pituus длительность продолжительность
    再生時間 長さ 時間 sure delka trvani hossz idotartam 时长 時長 길이`,
  time: 'time zeit temps tiempo tempo_di tijd czas tid aika время cas',
  ms: 'ms msec millis millisecond milliseconds millisekunden milisegundos millisecondes',
  seconds: 'sec secs second seconds sek sekunden secondes segundos secondi',
  minutes: 'min mins minute minutes minuten',
  year: 'year years jahr annee ano anno jaar rok ar vuosi год года 年 yil 年份 연도 ev erscheinungsjahr',
  date: `date datum fecha data dato paiva пäivämäärä дата 日 일 tarih tarihi datums`,
  release: `release released veroffentlichung veroffentlichungs veroffentlicht erscheinung erscheinungs sortie lanzamiento publicacion
    lancamento uscita pubblicazione uitgave wydania utgivning utgivnings utgivelse utgivelses julkaisu выхода релиза リリース 発売 발매
    cikis vydani publication`,
  genre:
    'genre genres genero generos genere generi gatunek gatunki genrer sjanger sjangere жанр жанры ジャンル tur zanr zanry mufaj 流派 장르 lajityyppi',
  popularity: `popularity pop beliebtheit popularite popularidad popularidade popolarita populariteit popularnosc popularitet suosio
    популярность 人気 人気度 populerlik popularita`,
  explicit: 'explicit explizit explicite explicito esplicito expliciet',
  image: 'image images cover artwork bild img picture pochette caratula copertina',
  number: `number numbers no nr num numero count index position rank total disc disk cd nummer nummern pos i row line 番号 номер sira`,
} as const satisfies Record<string, string>

/** Words that change nothing; the last ones are endings in brackets: "artist(s)", "Künstlername(n)". */
const NOISE = `spotify the of a an de del della dell di da do dos du des des der die das den la le les el los il lo l d van von og och
  et y e und and i main primary first lead master metadata item items original full code is top credit het in innen mm ss hh s n es en er x my all`

/** Header names of values, as they are told without spaces and signs; Spotify's names come by themselves. */
const VALUE_NAMES: Partial<Record<FeatureName, string>> = {
  danceability: 'dance dnce danceable tanzbarkeit dancability bailabilidad dansabilite ballabilita',
  energy: 'nrgy energie energia energi energilevel энергия',
  valence: 'val valenz valencia valenza happiness happy mood_valence positivity valentie positiveness',
  acousticness: 'acoustic acous acousticity akustik akustizitat acoustique acustica',
  instrumentalness: 'instrumental instr instrumentality instrumentalitat',
  liveness: 'live liveliness',
  speechiness: 'speech spch speechness',
  loudness: 'db loud loudnessdb volumedb lautstarke lautheit volume_lufs',
  tempo: 'bpm tempobpm beatsperminute tempo_bpm',
  key: 'keysignature musicalkey tonart tonalite tonalidad tonalita toonsoort keyname initialkey camelot keycamelot',
  mode: 'modus modality scale tongeschlecht modalita modo',
  time_signature: 'timesig meter taktart signature timesignatures beatsperbar zeitsignatur takt',
}

const SPECIAL: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  þ: 'th',
  ð: 'd',
}

/** A text for comparison: lower case, without accents. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłđæœıþð]/g, (letter) => SPECIAL[letter] ?? letter)
}

const toList = (words: string): string[] => (words.match(/\S+/g) ?? []).map(fold)

/** Concepts by word; a word may speak of several ("música" of nothing else). */
export const CONCEPTS: ReadonlyMap<string, Concept> = new Map(
  (Object.entries(WORDS) as [Concept, string][]).flatMap(([concept, words]) =>
    toList(words).map((word) => [word, concept] as const),
  ),
)
export const NOISE_WORDS: ReadonlySet<string> = new Set(toList(NOISE))

/** The value that a header name without spaces and signs stands for. */
export const VALUES: ReadonlyMap<string, FeatureName> = new Map(
  FEATURE_NAMES.flatMap((name) =>
    [name, ...toList(VALUE_NAMES[name] ?? '')].map((word) => [word.replaceAll('_', ''), name] as const),
  ),
)
