import type { Job } from '../domain/job'
import type { StartIngestion } from '../ingestion/playlists/start-ingestion'
import type { AccountRepository } from './account.repository'
import type { SessionUser } from './domain/account'
import { toLikedId } from './own-playlists'

type Deps = { accounts: Pick<AccountRepository, 'findState'>; startIngestion: StartIngestion }
type ReadAs = {
  ingestPlaylist: (id: string) => Promise<Job>
  ingestLiked: (() => Promise<{ id: string; job: Job }>) | null
}

/** How playlists are read for a user; as everybody sees them for a guest, or after a sign-in that has ended. */
export async function readAsUser(
  { accounts, startIngestion }: Deps,
  user: SessionUser | null,
): Promise<ReadAs> {
  const state = user && (await accounts.findState(user.id))
  if (!user || !state?.connected) return { ingestPlaylist: (id) => startIngestion(id), ingestLiked: null }
  const liked = toLikedId(user.id)
  return {
    ingestPlaylist: (id) => startIngestion(id, user.id),
    ingestLiked: async () => ({
      id: liked,
      job: await startIngestion(liked, user.id, { ownerName: user.displayName }),
    }),
  }
}
