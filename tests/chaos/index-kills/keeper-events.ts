/** What keeper-process.ts is told; it stores tracks and appends or rebuilds until it is killed, or verifies and ends. */
export type KeeperTask = {
  databaseUrl: string
  directory: string
  indexTask: string
  exactMax: number
  recallTarget: number
  work: 'append' | 'rebuild' | 'verify'
}

/** What it says. `wrong` names members that did not find themselves; `count` is how many tracks are committed. */
export type KeeperEvent =
  | { event: 'answers'; version: number; kind: string; count: number; wrong: string[] }
  | { event: 'committed'; count: number }
  | { event: 'building' }
  | { event: 'built' }
  | { event: 'verified'; ok: boolean; files: string[] }
