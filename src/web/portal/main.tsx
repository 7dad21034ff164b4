import '../kit/tokens.css';
import '../kit/controls.css';
import './portal.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { Refusal } from '../api/client.ts';
import { PreferencesProvider } from '../preferences.tsx';
import { App } from './app.tsx';
import { PortalProvider } from './portal.tsx';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused is refused again; what did not arrive may arrive.
      retry: (failures, error) => !(error instanceof Refusal && error.status < 500) && failures < 2,
    },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PreferencesProvider>
      <QueryClientProvider client={queries}>
        <BrowserRouter basename="/portal">
          <PortalProvider>
            <App />
          </PortalProvider>
        </BrowserRouter>
      </QueryClientProvider>
    </PreferencesProvider>
  </StrictMode>,
);
