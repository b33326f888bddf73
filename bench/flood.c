// Sends datagrams of 1 KiB to a UDP port of 127.0.0.1 as fast as it can, and reads no reply.
// Usage: flood PORT SECONDS; prints what it sent per second.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { SIZE = 1024, BATCH = 32 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count != 3) return 2;
    static char packet[SIZE];
    static struct mmsghdr messages[BATCH];
    static struct iovec vector = {packet, SIZE};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1]))};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int fd = socket(AF_INET, SOCK_DGRAM, 0), least = 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &least, sizeof least);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) return 1;
    for (int i = 0; i < BATCH; i++) messages[i].msg_hdr.msg_iov = &vector, messages[i].msg_hdr.msg_iovlen = 1;
    double seconds = atof(words[2]), end = now() + seconds;
    long sent = 0;
    while (now() < end) {
        int taken = sendmmsg(fd, messages, BATCH, 0);
        sent += taken > 0 ? taken : 0;
    }
    printf("%.0f\n", sent / seconds);
}
