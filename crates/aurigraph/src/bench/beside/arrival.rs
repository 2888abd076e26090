//! Reading from a socket with the time at which the operating system had what is read.
//!
//! Thousands of clients are read by one thread on the cores that are measured, so when it gets to a message says more about this thread than about the
//! node. The operating system notes when each segment arrived (`SO_TIMESTAMPNS`), and the thread may read it when nothing else is to do.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Room for one control message with a time.
const CONTROL_BYTES: usize = 64;

/// A buffer aligned for control messages.
#[repr(align(16))]
struct Control([MaybeUninit<u8>; CONTROL_BYTES]);

/// Asks the operating system to note arrivals. Returns whether it does.
pub fn note_arrivals(socket: &impl AsFd) -> bool {
    let on: libc::c_int = 1;
    // SAFETY: the descriptor is open as long as it is borrowed, and the option's value is a C int of the length given.
    let set = unsafe {
        libc::setsockopt(
            socket.as_fd().as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_TIMESTAMPNS,
            std::ptr::from_ref(&on).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    set == 0
}

/// Reads what is there, and when the last of it arrived, if the operating system says so.
pub fn receive(socket: &impl AsFd, buffer: &mut [u8]) -> io::Result<(usize, Option<SystemTime>)> {
    let mut control = Control([MaybeUninit::uninit(); CONTROL_BYTES]);
    let mut part = libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    // SAFETY: all zeros is a valid message header: no name, no parts, no control.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    message.msg_iov = &raw mut part;
    message.msg_iovlen = 1;
    message.msg_control = control.0.as_mut_ptr().cast();
    message.msg_controllen = CONTROL_BYTES as _;
    // SAFETY: the header names one part, which is `buffer`, and a control buffer of the length given; both outlive the call.
    let count = unsafe { libc::recvmsg(socket.as_fd().as_raw_fd(), &raw mut message, 0) };
    let count = usize::try_from(count).map_err(|_| io::Error::last_os_error())?;
    Ok((count, time_of(&message)))
}

/// The time among a message's control messages.
fn time_of(message: &libc::msghdr) -> Option<SystemTime> {
    // SAFETY: the header was filled in by `recvmsg`, so its control messages lie within the buffer that it names.
    let mut next = unsafe { libc::CMSG_FIRSTHDR(message) };
    while !next.is_null() {
        // SAFETY: it is not null, so it points to a control message inside that buffer, which is aligned for it.
        let found = unsafe { &*next };
        if found.cmsg_level == libc::SOL_SOCKET && found.cmsg_type == libc::SCM_TIMESTAMPNS {
            // SAFETY: a control message of this type holds a `timespec`, perhaps not aligned.
            let time = unsafe {
                libc::CMSG_DATA(next)
                    .cast::<libc::timespec>()
                    .read_unaligned()
            };
            let seconds = u64::try_from(time.tv_sec).ok()?;
            let nanoseconds = u32::try_from(time.tv_nsec).ok()?;
            return Some(UNIX_EPOCH + Duration::new(seconds, nanoseconds));
        }
        // SAFETY: as above; it returns null after the last one.
        next = unsafe { libc::CMSG_NXTHDR(message, next) };
    }
    None
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn what_is_read_late_has_the_time_at_which_it_came() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("it is bound");
        let socket = TcpStream::connect(address).expect("it listens");
        assert!(note_arrivals(&socket));
        let (mut other, _) = listener.accept().expect("a connection");
        // Linux begins to note arrivals some time after the first socket asked for it; segments that came before have none.
        let (before, after, arrived) = (0..100)
            .find_map(|_| {
                let before = SystemTime::now();
                other.write_all(b"hello").expect("sent");
                let after = SystemTime::now();
                std::thread::sleep(Duration::from_millis(50));
                let mut buffer = [0; 16];
                let (count, arrived) = receive(&socket, &mut buffer).expect("it is there");
                assert_eq!(&buffer[..count], b"hello");
                arrived.map(|arrived| (before, after, arrived))
            })
            .expect("Linux says when");
        // On this machine it is there when it is written.
        assert!(arrived >= before && arrived <= after + Duration::from_millis(40));
    }
}
