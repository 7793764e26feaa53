import { isDomainError } from '../../domain/errors'
import type { Format } from './format'
import { json } from './json/json'
import { m3u } from './m3u'
import { looksLikePls, pls } from './pls'
import { refuseOtherFiles } from './refuse-other-files'
import { looksLikeSpotifyBackup, spotifyBackup } from './spotify-backup'
import { looksLikeTable, parseHead } from './table'
import { tableOfTracks } from './table-of-tracks'
import { looksLikeTextList, textList } from './text-list'
import { looksLikeXspf, xspf } from './xspf'

/**
 * How a file is written, told by its start (`head`: UTF-8) and never by its name alone.
 * Throws DomainError FILE_NOT_A_TABLE or FILE_LAYOUT_UNKNOWN.
 */
export function findFormat(head: Buffer, filename: string): Format {
  if (looksLikeXspf(head)) return xspf
  refuseOtherFiles(head, filename)
  const start = head.toString('latin1', 0, 512).trimStart()
  if (/^(\{|\[\s*[[{"\]])/.test(start)) return json
  if (/^#EXT(M3U|INF|ENC)/i.test(start) || /\.m3u8?$/i.test(filename)) return m3u
  if (looksLikePls(head)) return pls
  if (looksLikeSpotifyBackup(head)) return spotifyBackup
  try {
    parseHead(head, filename)
    return tableOfTracks
  } catch (error) {
    if (isDomainError(error) && !looksLikeTable(head) && looksLikeTextList(head)) return textList
    throw error
  }
}
