/** Lets the browser draw, and take what a visitor presses, before the next piece of work. */
export function nextTask(): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve);
  });
}
