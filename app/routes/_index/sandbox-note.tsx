/** Says that artists and tracks are invented, before anybody looks for them. */
export function SandboxNote() {
  return (
    <aside className="sandbox-note" aria-label="About this instance">
      <p>
        <strong>This instance plays in its own sandbox.</strong> Its artists and tracks are invented, and the
        links to Spotify lead nowhere. Set <code>SPOTIFY_CLIENT_ID</code> and start it again to use real ones.
      </p>
    </aside>
  )
}
