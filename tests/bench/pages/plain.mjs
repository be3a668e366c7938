// Our worker as a browser without relaxed SIMD runs it: the probe for the instruction is the only thing that it validates.

const script = new URL(location.href).searchParams.get('worker');
if (!script) throw new Error('?worker= names no script');
WebAssembly.validate = () => false;
await import(script);
