import { Link } from '@remix-run/react'

export function SiteFooter() {
  return (
    <footer className="site-footer">
      <p>
        Segue is not made, run or endorsed by Spotify. Names and artwork belong to their owners; every track
        links back to where it came from.
      </p>
      <ul>
        <li>
          <Link to="/about">How it works, and what is stored</Link>
        </li>
        <li>
          <Link to="/catalog">What is in the catalog</Link>
        </li>
        <li>
          <Link to="/quality">How good it is, measured here</Link>
        </li>
        <li>
          <Link to="/jobs">Jobs</Link>
        </li>
        <li>
          <Link to="/doctor">Status</Link>
        </li>
      </ul>
    </footer>
  )
}
