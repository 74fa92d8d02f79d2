import { lazy, Suspense } from 'react';

const Plans = lazy(() => import('./Plans.jsx'));

export function App() {
  return (
    <>
      <header>
        <h1>CharHub</h1>
        <nav>
          <a href="/">Home</a>
          <a href="/dashboard">Dashboard</a>
          <a href="/api/v1/oauth/google">Sign in with Google</a>
        </nav>
      </header>
      <main>
        <p>Characters to talk to, and people who make them.</p>
        <Suspense fallback={<p>Loading the plans</p>}>
          <Plans />
        </Suspense>
      </main>
    </>
  );
}
