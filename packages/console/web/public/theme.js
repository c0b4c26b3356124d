// Runs before the first paint, so that a remembered theme does not flash; a file because the page allows no inline script.
try {
  const theme = localStorage.getItem('bulkhead.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system's colours are used.
}
