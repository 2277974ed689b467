export { SmallPbx, type SmallPbxOptions } from './small-pbx.ts';
export { SmallPbxCall } from './small-pbx-call.ts';
