;; The core module as an Extism plug-in: in, `FUNCTION`, a line break and the request; out, the answer, or as an error the failure.
;; A manifest names the core module `relance` and this one `main`.
(module
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "input_load_u8" (func $input_u8 (param i64) (result i32)))
  (import "extism:host/env" "input_load_u64" (func $input_u64 (param i64) (result i64)))
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "extism:host/env" "error_set" (func $error_set (param i64)))
  (import "relance" "memory" (memory 1))
  (import "relance" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "relance" "relance:reminders/json@0.2.0#call" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "relance" "cabi_post_relance:reminders/json@0.2.0#call" (func $post (param i32)))

  ;; A part of the input, in memory that the module will free.
  (func $take (param $from i32) (param $size i32) (result i32)
    (local $to i32) (local $at i32)
    (local.set $to (call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (local.get $size)))
    (block $ended
      (loop $words
        (br_if $ended (i32.gt_u (i32.add (local.get $at) (i32.const 8)) (local.get $size)))
        (i64.store (i32.add (local.get $to) (local.get $at))
          (call $input_u64 (i64.extend_i32_u (i32.add (local.get $from) (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $words)))
    (block $ended
      (loop $bytes
        (br_if $ended (i32.ge_u (local.get $at) (local.get $size)))
        (i32.store8 (i32.add (local.get $to) (local.get $at))
          (call $input_u8 (i64.extend_i32_u (i32.add (local.get $from) (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $bytes)))
    (local.get $to))

  ;; A text of the module, in memory of Extism.
  (func $give (param $from i32) (param $size i32) (result i64)
    (local $to i64) (local $at i32)
    (local.set $to (call $alloc (i64.extend_i32_u (local.get $size))))
    (block $ended
      (loop $words
        (br_if $ended (i32.gt_u (i32.add (local.get $at) (i32.const 8)) (local.get $size)))
        (call $store_u64 (i64.add (local.get $to) (i64.extend_i32_u (local.get $at)))
          (i64.load (i32.add (local.get $from) (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $words)))
    (block $ended
      (loop $bytes
        (br_if $ended (i32.ge_u (local.get $at) (local.get $size)))
        (call $store_u8 (i64.add (local.get $to) (i64.extend_i32_u (local.get $at)))
          (i32.load8_u (i32.add (local.get $from) (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $bytes)))
    (local.get $to))

  (func (export "call") (result i32)
    (local $length i32) (local $break i32) (local $rest i32) (local $answer i32) (local $text i64)
    (local.set $length (i32.wrap_i64 (call $input_length)))
    (block $found
      (loop $look
        (br_if $found (i32.ge_u (local.get $break) (local.get $length)))
        (br_if $found (i32.eq (call $input_u8 (i64.extend_i32_u (local.get $break))) (i32.const 10)))
        (local.set $break (i32.add (local.get $break) (i32.const 1)))
        (br $look)))
    (local.set $rest (i32.add (local.get $break) (i32.lt_u (local.get $break) (local.get $length))))
    (local.set $answer
      (call $call
        (call $take (i32.const 0) (local.get $break)) (local.get $break)
        (call $take (local.get $rest) (i32.sub (local.get $length) (local.get $rest)))
        (i32.sub (local.get $length) (local.get $rest))))
    (local.set $text (call $give (i32.load offset=4 (local.get $answer)) (i32.load offset=8 (local.get $answer))))
    (if (i32.load8_u (local.get $answer))
      (then
        (call $error_set (local.get $text))
        (call $post (local.get $answer))
        (return (i32.const 1))))
    (call $output_set (local.get $text) (i64.extend_i32_u (i32.load offset=8 (local.get $answer))))
    (call $post (local.get $answer))
    (i32.const 0)))
