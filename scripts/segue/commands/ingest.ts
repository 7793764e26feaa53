import type { Command } from 'commander'
import type { Job } from '~server/domain/job'
import type { PlaylistSummary } from '~server/domain/playlist'
import { parseSpotifyRef } from '~server/domain/spotify-ref'
import { followHere } from '../follow-here'
import { formatPlaylist } from '../format/playlist'
import { formatReport } from '../format/report'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

/** `segue ingest LINK` */
export function addIngest(program: Command, getTools: () => Tools): void {
  program
    .command('ingest')
    .description('read a playlist or track of Spotify into the catalog')
    .argument('<link>', 'link or URI of a playlist or track')
    .option('--json', 'print one JSON document')
    .action(async (link: string, _options: unknown, command: Command) => {
      const tools = getTools()
      // Told here, a link that is none costs no request.
      parseSpotifyRef(link)
      const opened = await tools.client.link.open.mutate({ url: link })
      if (opened.kind === 'track') {
        print(tools.io, wantsJson(command), opened, `The track ${opened.id} is in the catalog.`)
        return
      }
      const read = await readPlaylist(tools, opened)
      print(tools.io, wantsJson(command), read, formatRead(read))
    })
}

type Read = { id: string; summary: PlaylistSummary | null; job: Job | null }

/** Waits for a playlist that is being read, and gives its summary. */
export async function readPlaylist(
  tools: Tools,
  { id, jobId }: { id: string; jobId: string | null },
): Promise<Read> {
  const job = jobId === null ? null : await followHere(tools, await tools.client.job.get.query({ id: jobId }))
  const { summary } = await tools.client.playlist.summary.query({ id })
  return { id, summary, job }
}

export function formatRead({ id, summary, job }: Read): string {
  const lines = [summary ? formatPlaylist(summary) : `The playlist ${id} has been read.`]
  if (job?.report) lines.push('', 'This time:', formatReport(job.report, 'position'))
  return lines.join('\n')
}
