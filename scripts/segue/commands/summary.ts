import type { Command } from 'commander'
import type { SegueClient } from '~server/client'
import { parseSpotifyRef } from '~server/domain/spotify-ref'
import { Failure, usageFailure } from '../failure'
import { formatCatalog } from '../format/catalog'
import { formatPlaylist } from '../format/playlist'
import { print } from '../io'
import { isId } from '../links'
import { wantsJson, type Tools } from '../tools'

/** `segue summary [PLAYLIST]` */
export function addSummary(program: Command, getTools: () => Tools): void {
  program
    .command('summary')
    .description('what the catalog holds and sounds like, or one playlist that was read')
    .argument('[playlist]', 'link or id of a playlist')
    .option('--json', 'print one JSON document')
    .action(async (playlist: string | undefined, _options: unknown, command: Command) => {
      const { client, io } = getTools()
      const id = playlist === undefined ? null : await getPlaylistId(client, playlist)
      if (id === null) {
        const catalog = await client.catalog.summary.query()
        print(io, wantsJson(command), catalog, formatCatalog(catalog))
        return
      }
      const { summary } = await client.playlist.summary.query({ id })
      if (!summary) {
        throw new Failure(
          'PLAYLIST_NOT_FOUND',
          'This playlist was not read yet.',
          `Read it: segue ingest ${id}.`,
        )
      }
      print(io, wantsJson(command), summary, formatPlaylist(summary))
    })
}

/** @throws Failure (usage) for a link that is no playlist's */
async function getPlaylistId(client: SegueClient, text: string): Promise<string> {
  if (isId(text)) return text
  const named = parseSpotifyRef(text)
  const [ref = named] =
    named.kind === 'short-link' ? await client.link.resolve.query({ links: [named.url] }) : []
  if (ref.kind === 'playlist') return ref.id
  throw usageFailure(
    `${text} is no playlist.`,
    'Give the link or id of a playlist, or nothing for the catalog.',
  )
}
