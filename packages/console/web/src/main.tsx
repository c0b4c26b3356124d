import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/table.css';
import { App } from './app.tsx';

const client = new QueryClient({
  // What is shown is refreshed by the event stream; asking again on every focus would only move the page.
  defaultOptions: { queries: { retry: 1, staleTime: 5_000, refetchOnWindowFocus: false, networkMode: 'always' } },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
