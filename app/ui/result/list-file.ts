import { z } from 'zod'
import { parseInput } from '~server/domain/input/input'
import { formatTrackList, LIST_FILES, LIST_FORMATS, type TrackList } from '~server/sharing/domain/track-list'

const Asked = z.object({
  format: z.enum(LIST_FORMATS, { error: `The format is one of ${LIST_FORMATS.join(', ')}.` }),
})

/** Letters; file systems allow 255 bytes, and a letter has four at most. */
const MAX_NAME = 60

/** A list as a file of the format that the address names. @throws INPUT_INVALID where it names none of them. */
export function toListFile(request: Request, list: TrackList): Response {
  const { format } = parseInput(Asked, Object.fromEntries(new URL(request.url).searchParams))
  const { type } = LIST_FILES[format]
  return new Response(formatTrackList(format, list), {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': `attachment; filename="segue.${format}"; filename*=UTF-8''${encodeName(list.title)}.${format}`,
      'cache-control': 'private, no-store',
    },
  })
}

/** RFC 8187: what encodeURIComponent leaves, and is no attribute character, is encoded, too. Cut between letters, not in one. */
const encodeName = (name: string) =>
  encodeURIComponent(
    Array.from(name.replace(/[/\\:]/g, ' '))
      .slice(0, MAX_NAME)
      .join(''),
  ).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
