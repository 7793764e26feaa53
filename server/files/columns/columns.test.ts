import { describe, expect, test } from 'vitest'
import { findColumns, type Field } from '.'
import { toMeaning } from './to-field'

/** Header names of several languages by what they stand for. */
const NAMES: Partial<Record<Field, string>> = {
  title: `Track Name|track_name|trackName|TRACK|Song|Song Title|song name|Title|Name|Titel|Liedtitel|Songtitel|Titre|
    Nom de la chanson|Título|Nombre de la canción|Nome da música|Titolo|Nome del brano|Nummer|Naam van het nummer|Tytuł|Nazwa utworu|Låt|
    Tittel|Sang|Kappale|Kappaleen nimi|Название|Название трека|曲名|楽曲名|タイトル|Şarkı|Parça|Skladba|Název skladby|
    master_metadata_track_name|track.name|Artist - Title`,
  artists: `Artist|Artists|artist(s)|Artist Name(s)|artist_names|artist(s)_name|track_artist|Performer|Künstler|Interpret|
    Künstlername(n)|Künstler/in|Artiste|Nom de l'artiste|Artista|Intérprete|Artiest|Uitvoerder|Wykonawca|Artysta|Kunstner|Esittäjä|
    Song Artist|Исполнитель|アーティスト|歌手|Sanatçı|Umělec|Album Artist Name(s)`,
  album:
    'Album|Album Name|album_title|track_album_name|spotify_track_album|Álbum|Альбом|アルバム|アルバム名|Albüm|Albumi|Albumtitel',
  durationMs: `Duration (ms)|duration_ms|Track Duration (ms)|Length|Time|Dauer|Länge|Spieldauer|Durée|Duración|Duração|Durata|
    Durée du titre (ms)|Duur|Czas trwania|Längd|Varighed|Varighet|Kesto|Длительность|再生時間|Time (mm:ss)|Süre|Délka|dur`,
  year: 'Year|released_year|Jahr|Erscheinungsjahr|Année|Año|Ano|Anno|Jaar|Rok|År|Vuosi|Год|年|Yıl',
  releaseDate: `Release Date|Album Release Date|track_album_release_date|Released|Veröffentlichungsdatum des Albums|
    Erscheinungsdatum|Date de sortie|Fecha de lanzamiento|Data de lançamento|Data di uscita|Releasedatum|Дата выхода`,
  popularity: 'Popularity|track_popularity|spotify_track_popularity|Beliebtheit|Popularité|Popularidad|pop',
  genres: 'Genres|genre|track_genre|top genre|Artist Genres|spotify_genre|Género|Жанр',
  explicit: 'Explicit|spotify_track_explicit|Explizit|Explicite|Explícito',
  id: 'Track URI|Track ID|track_id|Spotify ID|Spotify - id|Spotify URI|spotify_track_id|song_id|id|URI',
  artistIds: 'Artist IDs|Artist URI(s)|id_artists|Künstler-URI(s)',
  albumId: 'Album URI|album_id|track_album_id',
  albumImage: 'Album Image URL|Album-Bild-URL|Cover',
  playlistName: 'Playlist name|playlist_name|Playlist',
  isrc: 'ISRC|track_isrc',
  energy: 'Energy|energy_%|nrgy|Energie|Énergie|audio_features.energy|spotify_energy|Energy (%)',
  tempo: 'Tempo|BPM|Tempo (BPM)|BPM (Tempo)',
  loudness: 'Loudness|dB|Loudness (dB)|Loudness (LUFS)',
  time_signature: 'time_signature|Time Signature|audio_features.time_signature',
  key: 'Key|Tonart|Camelot',
}
const NONE = `Added At|Added By|Hinzugefügt von|Track Number|Track-Nummer|Disc Number|Total Album Tracks|Album Type|Url_youtube|
  Apple - id|in_spotify_playlists|playlist_genre|Record Label|Track Preview URL|artist_count|ms_played|Artist Popularity|
  Movement Name|Index|TagTime|TrackKey|user_id|${'x'.repeat(10_000)}|${'mins'.repeat(20)}`
const toList = (names: string) => names.split('|').map((name) => name.trim())

describe('a header name', () => {
  const all = Object.entries(NAMES).flatMap(([field, names]) =>
    toList(names).map((name) => [name, field] as const),
  )
  test.each(all)('%s stands for %s', (name, field) => {
    expect(toMeaning(name)?.field).toBe(field)
  })

  test.each(toList(NONE))('%s stands for nothing', (name) => {
    expect(toMeaning(name)).toBeNull()
  })
})

const ID = '6f807x0ima9a1j3VPbc7VN'

describe('of several columns', () => {
  const at = (header: string, ...rows: string[]) =>
    Object.fromEntries(
      findColumns(
        header.split(','),
        rows.map((row) => row.split(',')),
      ),
    )

  test('the track counts before the song, the title and the name', () => {
    expect(at('Name,Title,Song,Track').title).toBe(3)
    expect(at('Name,Title,Song').title).toBe(2)
    expect(at('Name,Title').title).toBe(1)
  })

  test('one that counts is no title', () => {
    expect(at('Track,Title,Artist', '1,Lamp,Kestrel Bay', '2,Bell,Otto Lind').title).toBe(1)
  })

  test('the artists of an album count only where no other has those of the track', () => {
    expect(at('Album Artist,Artist').artists).toBe(1)
    expect(at('Album Artist,Title').artists).toBe(0)
  })

  test('one of links of artists is no id, and no number of a row is one', () => {
    const row = `7,https://open.spotify.com/artist/${ID},spotify:track:${ID}`
    expect(at('ID,Url_spotify,Uri', row)).toMatchObject({ id: 2 })
    expect(at('ID,Url_spotify,Uri', row)).not.toHaveProperty('link')
  })

  test('one of flags is no share, whatever it is called', () => {
    expect(at('live,acoustic,valence', '1,0,1', '0,0,0')).toEqual({ valence: 2 })
    expect(at('live,acoustic', '8,24', '64,23')).toEqual({ liveness: 0, acousticness: 1 })
  })

  test('one whose header says nothing is told by its cells', () => {
    expect(at('x,y,', `spotify:track:${ID},GBUM71100001,3:45`)).toEqual({ id: 0, isrc: 1, durationMs: 2 })
  })
})
