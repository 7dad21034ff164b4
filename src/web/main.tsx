import './kit/tokens.css';
import './kit/controls.css';
import './kit/kit.css';
import './shell/shell.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { z } from 'zod';
import { Refusal } from './api/client.ts';
import { App } from './app.tsx';
import { PreferencesProvider } from './preferences.tsx';
import { SessionProvider } from './session.tsx';

z.config({ jitless: true }); // the policy of the page forbids code made of text

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      networkMode: 'always', // without a connection, what was read lately answers
      refetchOnReconnect: true,
      // What was refused is refused again; what did not arrive may arrive.
      retry: (failures, error) => !(error instanceof Refusal && error.status < 500) && failures < 2,
    },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PreferencesProvider>
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <SessionProvider>
            <App />
          </SessionProvider>
        </BrowserRouter>
      </QueryClientProvider>
    </PreferencesProvider>
  </StrictMode>,
);

if (import.meta.env.PROD && 'serviceWorker' in navigator)
  addEventListener('load', () => void navigator.serviceWorker.register('/service-worker.js').catch(() => undefined)); // not without https
