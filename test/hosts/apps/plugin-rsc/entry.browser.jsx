// The pages have no code for the browser.
export {}
