/*
 * Linked into the slim FFmpeg: of a program of which hundreds run at once, private memory counts more than the last bit of speed.
 * prctl(2): no huge pages, of which one in a thread's stack costs 2 MiB. mallopt(3): one heap for all threads, and what probing
 * took is given back to the system.
 */
#include <malloc.h>
#include <sys/prctl.h>

__attribute__((constructor)) static void tune_memory(void)
{
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 64 * 1024);
    mallopt(M_TRIM_THRESHOLD, 64 * 1024);
}
